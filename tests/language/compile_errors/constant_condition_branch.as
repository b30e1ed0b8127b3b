void main() {
  int a = true ? 1 : "x";  // expect error: no common
}
