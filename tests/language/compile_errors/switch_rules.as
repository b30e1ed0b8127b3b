// row: STM-06
int f() { return 1; }
class C {}
void main() {
  int x = 1, y = 2;
  switch (x) { case 1: break; case 1: break; }  // expect error: twice
  switch (x) { case f(): break; }  // expect error: constant
  switch (x) { case y: break; }  // expect error: constant
  switch (x) { case "a": break; }  // expect error
  switch ("a") { case "a": break; case "a": break; }  // expect error: twice
  C c;
  switch (c) { case 1: break; }  // expect error
  switch (1.5) { case 1: break; }  // expect error
}
