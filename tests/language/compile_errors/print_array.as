void main() {
  int[] a = {1};
  println(a);  // expect error: cannot be printed
}
