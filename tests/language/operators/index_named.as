// row: EXP-17
class Grid {
  int[] cells;
  Grid() { cells.resize(12); }
  int &opIndex(int x, int y) { return cells[y * 4 + x]; }
}
void main() {
  Grid g;
  g[1, 2] = 5;
  g[x: 3, y: 0] = 6;
  println(g[y: 2, x: 1] + g[3, 0]);  // expect: 11
  println(g.cells[9] + " " + g.cells[3]);  // expect: 5 6
}
