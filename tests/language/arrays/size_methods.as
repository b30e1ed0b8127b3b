// row: MOD-19 MOD-23
void main() {
  array<int> a, b(3), c(2, 7);
  println(a.length() + b.length() + c.length());  // expect: 5
  println(b[0] + b[1] + b[2]);  // expect: 0
  println(c[0] + c[1]);  // expect: 14
  println(a.isEmpty() && !b.isEmpty());  // expect: true
  a.reserve(50);
  println(a.capacity() >= 50 && a.length() == 0);  // expect: true
  a.resize(4);
  println(a[3]);  // expect: 0
  a[3] = 9;
  a.resize(2);
  a.resize(4);
  println(a[3]);  // expect: 0
  a.shrinkToFit();
  println(a.length());  // expect: 4
  int[] d = {1, 2, 3, 4, 5, 6, 7, 8};
  d.removeAt(0);
  d.removeLast();
  d.removeRange(1, 2);
  println(d.length());  // expect: 4
  println(d[0] * 1000 + d[1] * 100 + d[2] * 10 + d[3]);  // expect: 2567
  d.removeRange(2, 100);
  println(d.length());  // expect: 2
  d.removeRange(99, 0);
  d.removeRange(2, 5);
  println(d.length());  // expect: 2
  try { d.removeRange(3, 1); } catch { println(getExceptionInfo()); }  // expect: Index out of bounds
  try { d.removeAt(2); } catch { println(getExceptionInfo()); }  // expect: Index out of bounds
  d.clear();
  try { d.removeLast(); } catch { println(getExceptionInfo()); }  // expect: Index out of bounds
  println(d.length());  // expect: 0
  array<string> s(2, "ab");
  s[0].push(99);
  println(s[0] + s[1]);  // expect: abcab
}
