// row: MOD-20 MOD-21 MOD-24
void main() {
  int[] a;
  uint x = 12345;
  for (int i = 0; i < 100000; i++) {
    x = x * 1103515245 + 12345;
    a.insertLast(int(x >> 16) % 1000);
  }
  a.sortAsc();
  bool sorted = true;
  for (uint i = 1; i < a.length(); i++) if (a[i - 1] > a[i]) sorted = false;
  println(sorted);  // expect: true
  a.reverse();
  println(a[0] >= a[99999]);  // expect: true
  for (int i = 0; i < 99990; i++) a.removeLast();
  println(a.length());  // expect: 10
  array<uint8> bytes(1000000, 1);
  println(bytes.find(2));  // expect: -1
  bytes[999999] = 2;
  println(bytes.find(2));  // expect: 999999
}
