// row: GLB-05 ERR-04
enum A { Red, Blue }
enum B { Red, Green }
void main() {
  int x = Red;  // expect error: Red
  int y = A::Red + B::Red + Green;
  A a = 1;  // expect error
}
