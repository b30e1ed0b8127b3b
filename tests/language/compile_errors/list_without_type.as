void main() {
  println({1, 2});  // expect error
}
