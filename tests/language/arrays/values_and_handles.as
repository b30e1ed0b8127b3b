// Arrays are values; handles share them.
int[] make(int n) { int[] r; for (int i = 0; i < n; i++) r.insertLast(i * i); return r; }
int[]@ shared(int n) { int[] r = {n, n + 1}; return r; }
int total(const int[][] &in g) { int t = 0; for (uint i = 0; i < g.length(); i++) for (uint j = 0; j < g[i].length(); j++) t += g[i][j]; return t; }
void change(int[][] g) { g[0][0] = 999; g.resize(1); }
int[] global = {1};
int[]@ pick(int[]@ a, int[]@ b, bool first) { return first ? a : b; }
void main() {
  println(make(4)[3]);  // expect: 9
  println(shared(4)[1] + shared(9).length());  // expect: 7
  int[] a = make(3);
  int[]@ h = a;
  a = make(5);
  println(h.length());  // expect: 5
  h = {7, 7};
  println(a.length() + " " + a[1]);  // expect: 2 7
  @h = shared(1);
  h[0] += 41;
  println(h[0] + " " + a[0]);  // expect: 42 7
  int[][] g = {{1, 2}, {3}};
  change(g);
  println(total(g));  // expect: 6
  int[][] copy = g;
  copy[1][0] = -1;
  println(total(g) + " " + total(copy));  // expect: 6 2
  int[] c = a.length() > 1 ? a : global;
  c[0] = 1000;
  println(a[0]);  // expect: 7
  a[1] = 30;
  println(a[1]);  // expect: 30
  pick(a, global, false)[0] = 11;
  println(global[0]);  // expect: 11
  global = a;
  a[0] = 0;
  println(global[0]);  // expect: 7
  a = a;
  println(a.length());  // expect: 2
  const int[]@ view = a;
  println(view[1] + view.length());  // expect: 32
  println(view == a && h != a);  // expect: true
}
