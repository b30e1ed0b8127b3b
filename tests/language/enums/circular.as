enum E {
  A = B,  // expect error: depends on itself
  B = A
}
void main() {}
