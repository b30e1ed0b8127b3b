class A {}
void main() {
  A a, b;
  A c = a + b;
//! 9-14 E0502 operator '+' is not defined for 'A' and 'A'
//! hint: 'A' has no method opAdd
  bool d = a < b;
//! 12-17 E0502 operator '<' is not defined for 'A' and 'A'
//! hint: 'A' has no method opCmp
  bool e = !5;
//! 12-14 E0502 operator '!' needs a bool, not 'int'
//! hint: compare it: x == 0
  string f = "a" - "b";
//! 14-23 E0502 operator '-' is not defined for 'string' and 'string'
}
