// row: OPR-03 OPR-04
// The right side's method serves when the left side has none; the sign of opCmp is turned round.
class K {
  int v;
  K(int x) { v = x; }
  bool opEquals(int o) const { return v == o; }
  int opCmp(int o) const { return v - o; }
}
class L {
  int v;
  L(int x) { v = x; }
}
class R {
  int v;
  R(int x) { v = x; }
  bool opEquals(const L &in o) const { return v == o.v; }
  int opCmp(const L &in o) const { return v - o.v; }
}
void main() {
  K k(5);
  println(k == 5);  // expect: true
  println(5 == k);  // expect: true
  println(5 != k);  // expect: false
  println(k != 6);  // expect: true
  println(4 < k);  // expect: true
  println(5 < k);  // expect: false
  println(6 > k);  // expect: true
  println(5 <= k);  // expect: true
  println(6 <= k);  // expect: false
  println(5 >= k);  // expect: true
  println(4 >= k);  // expect: false
  println(k < 6);  // expect: true
  println(k > 5);  // expect: false
  L l(3); R r(3), big(9);
  println(l == r);  // expect: true
  println(l != big);  // expect: true
  println(l < big);  // expect: true
  println(l > big);  // expect: false
  println(big >= l);  // expect: true
  println(l <= r);  // expect: true
}
