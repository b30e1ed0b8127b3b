void main() {
  int i = 3;
  i++ = 5;  // expect error
}
// row: EXP-18
