class A {}
void main() {
  A a;
  switch (a) { case 1: break; }
//! 11-12 E0603 type 'A' cannot be used in a switch statement
//! hint: it takes integers, enums, bools, strings and objects with opEquals
}
