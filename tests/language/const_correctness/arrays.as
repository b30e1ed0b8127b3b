void main() {
  int[] a = {1};
  const int[]@ view = a;
  view[0] = 2;  // expect error: read-only
}
