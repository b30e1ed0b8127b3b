// row: MOD-22
void main() {
  int[] a = {1, 2}, b = {1, 2}, c = {1, 3}, d = {1};
  println(a == b && a != c && a != d);  // expect: true
  c = a;
  println(c == a);  // expect: true
  c[0] = 5;
  println(a[0]);  // expect: 1
  string[] s = {"x"}, t = {"x"};
  println(s == t);  // expect: true
  t[0] += "y";
  println(s == t);  // expect: false
  array<int[]> m = {{1}, {2}}, n = m;
  println(m == n);  // expect: true
  n[1][0] = 7;
  println(m[1][0] + " " + (m == n));  // expect: 2 false
  float[] f = {0.0f}, g = {-0.0f};
  println(f == g);  // expect: true
  g[0] = math::FLT_NAN;
  f = g;
  println(f == g);  // expect: false
  println(f == f);  // expect: false
  int sum = 0;
  foreach (int x : a) sum += x;
  println(sum);  // expect: 3
  const int[] k = {4};
  println(k[0]);  // expect: 4
  try { println(k[1]); } catch { println(getExceptionInfo()); }  // expect: Index out of bounds
}
