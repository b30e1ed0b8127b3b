// row: FUN-14
funcdef void F();
void main() {
  F@ f;
  Fiber@ a = Fiber(f);  // expect exception: Null pointer access
}
