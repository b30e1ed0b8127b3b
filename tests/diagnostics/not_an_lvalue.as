int f() { return 1; }
void main() {
  5 = 6;
//! 3-4 E0503 this is not a variable and cannot be assigned to
  f() = 2;
//! 3-6 E0503 this is not a variable and cannot be assigned to
  f()++;
//! 3-6 E0503 this is not a variable and cannot be assigned to
}
