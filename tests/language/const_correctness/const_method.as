void main() {
  const int[] a = {1};
  a.insertLast(2);  // expect error: read-only
}
