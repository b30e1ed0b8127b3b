class A {}
void main() {
  int n = 1;
  A@ h;
  if (n = 2) {}
//! 7-12 E0507 a condition must be a bool, not 'int'
//! hint: this is an assignment: to compare, write ==
  while (n) {}
//! 10-11 E0507 a condition must be a bool, not 'int'
//! hint: compare it: x != 0
  if (h) {}
//! 7-8 E0507 a condition must be a bool, not 'A@'
//! hint: compare it: x !is null
}
