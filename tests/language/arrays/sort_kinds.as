// row: MOD-20
void main() {
  int[] a = {5, -3, 9, 0, -3};
  a.sortAsc();
  println(a[0] + " " + a[1] + " " + a[2] + " " + a[3] + " " + a[4]);  // expect: -3 -3 0 5 9
  a.sortDesc();
  println(a[0] + " " + a[4]);  // expect: 9 -3
  a.sortAsc(1, 3);
  println(a[0] + " " + a[1] + " " + a[2] + " " + a[3] + " " + a[4]);  // expect: 9 -3 0 5 -3
  a.sortDesc(3, 2);
  println(a[3] + " " + a[4]);  // expect: 5 -3
  uint[] u = {4000000000, 1, 3000000000};
  u.sortAsc();
  println(u[0] + " " + u[2]);  // expect: 1 4000000000
  array<int64> l = {1, -9000000000, 9000000000};
  l.sortDesc();
  println(l[0] + " " + l[2]);  // expect: 9000000000 -9000000000
  array<uint64> v = {1, 18446744073709551615};
  v.sortDesc();
  println(v[0]);  // expect: 18446744073709551615
  array<int8> s = {127, -128, 0};
  s.sortAsc();
  println(s[0] + " " + s[1] + " " + s[2]);  // expect: -128 0 127
  array<uint16> w = {65535, 0, 256};
  w.sortAsc();
  println(w[1] + " " + w[2]);  // expect: 256 65535
  array<bool> b = {true, false, true};
  b.sortAsc();
  println(b[0] + " " + b[1]);  // expect: false true
  float[] f = {3, -1, 2.5f, 0};
  f.sortDesc();
  println(f[0] + " " + f[1] + " " + f[2] + " " + f[3]);  // expect: 3 2.5 0 -1
  double[] d = {math::INFINITY, 1e-300, -math::INFINITY, -2};
  d.sortAsc();
  println(d[0] + " " + d[1] + " " + d[2] + " " + d[3]);  // expect: -inf -2 1e-300 inf
  string[] t = {"b", "", "abc", "ab", "B"};
  t.sortAsc();
  println(join(t, ","));  // expect: ,B,ab,abc,b
  t.sortDesc(0, 3);
  println(join(t, ","));  // expect: ab,B,,abc,b
  a.sortAsc(50, 1);
  try { a.sortAsc(3, 3); } catch { println(getExceptionInfo()); }  // expect: Index out of bounds
  try { a.sortAsc(5, 2); } catch { println(getExceptionInfo()); }  // expect: Index out of bounds
  int[] none;
  none.sortAsc();
  array<array<int>> rows = {{2}, {1}};
  try { rows.sortAsc(); } catch { println("no order"); }  // expect: no order
}
