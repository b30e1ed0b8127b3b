class A {}
void main() {
  A a;
  switch (a) { case 1: break; }
//! 11-12 E0603 type 'A' cannot be used in a switch statement
//! hint: it takes integers, enums, bools, strings and objects with opEquals
}
void other(int n) {
  switch (n) { case "x": break; }
//! 21-24 E0306 a constant of type 'int' was expected, not 'string'
  switch (n) { case n: break; }
//! 21-22 E0306 a constant expression was expected
}
enum E { V = "x" }
//! 14-17 E0306 a constant of type 'int' was expected, not 'string'
