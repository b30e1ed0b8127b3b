// row: GLB-03
class C { int v; }
int count(int[][] m) { int n = 0; for (uint i = 0; i < m.length(); i++) n += m[i].length(); return n; }
void main() {
  int[] a(3);
  array<int> b(2, 7);
  int[][] m = {{1}, {2, 3}};
  array<array<int>> n = m;
  println(a.length() + b[1] + count(n));  // expect: 13
  int[][] grid(2, int[](3, 5));
  grid[1][2] = 6;
  println(grid[0][2] + grid[1][2]);  // expect: 11
  C@[] h(2);
  @h[0] = C();
  println(h[0].v + " " + (h[1] is null));  // expect: 0 true
  array<C@>@ same = h;
  same[0].v = 9;
  println(h[0].v);  // expect: 9
  int[]@[] rows = {a, b};
  rows[0][0] = 4;
  println(a[0]);  // expect: 4
  const int[] fixed = {1, 2};
  println(fixed[1]);  // expect: 2
}
