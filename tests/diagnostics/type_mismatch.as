class A {}
void main() {
  int n = "5";
//! 11-14 E0501 no conversion from 'string' to 'int'
//! hint: write parseInt(x)
  string s = 5 > 4;
//! 14-19 E0501 no conversion from 'bool' to 'string'
//! hint: write "" + x to make a string of it
  A a = 3;
//! 9-10 E0501 no conversion from 'int' to 'A'
  bool b = 1;
//! 12-13 E0501 no conversion from 'int' to 'bool'
//! hint: compare it: x != 0
}
