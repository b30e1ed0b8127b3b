void main() {
  const int[] a = {1};
  int[]@ h = a;  // expect error: read-only
}
