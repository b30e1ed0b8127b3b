// row: EXP-11
class C {}
void main() {
  bool c = true;
  C o;
  int a = c ? 1 : "x";  // expect error
  int b = c ? 1 : o;  // expect error
  (c ? 1 : 2) = 3;  // expect error
}
