// row: MOD-21
void main() {
  int[] a = {1, 2, 3};
  a.insertAt(0, 0);
  a.insertAt(4, 4);
  a.insertLast(5);
  println(a.length() + " " + a[0] + a[1] + a[2] + a[3] + a[4] + a[5]);  // expect: 6 012345
  int[] b = {7, 8};
  a.insertAt(1, b);
  println(a[0] + " " + a[1] + " " + a[2] + " " + a[3]);  // expect: 0 7 8 1
  b.insertAt(1, b);
  println(b[0] + " " + b[1] + " " + b[2] + " " + b[3]);  // expect: 7 7 8 8
  b.insertAt(4, b);
  println(b.length() + " " + b[4] + b[7]);  // expect: 8 78
  int[] none;
  b.insertAt(8, none);
  println(b.length());  // expect: 8
  try { b.insertAt(9, 1); } catch { println(getExceptionInfo()); }  // expect: Index out of bounds
  println(b.find(8));  // expect: 2
  println(b.find(3, 8));  // expect: 3
  println(b.find(4, 7));  // expect: 4
  println(b.find(9));  // expect: -1
  println(b.find(100, 7));  // expect: -1
  println(b.contains(7) && !b.contains(0));  // expect: true
  string[] s = {"x", "yy"};
  s.insertAt(1, "z");
  s.insertAt(0, s);
  println(join(s, ""));  // expect: xzyyxzyy
  println(s.find("y" + "y"));  // expect: 2
  println(s.find(3, "z"));  // expect: 4
  array<array<int>> rows = {{1}, {1, 2}};
  int[] row = {1, 2};
  println(rows.find(row));  // expect: 1
  println(rows.findByRef(row));  // expect: -1
  rows.insertLast(row);
  row[0] = 9;
  println(rows[2][0]);  // expect: 1
  array<int[]@> refs = {row, null, rows[0]};
  println(refs.findByRef(row));  // expect: 0
  println(refs.findByRef(1, row));  // expect: -1
  double[] d = {0.5, -0.0, math::NAN};
  println(d.find(0.0));  // expect: 1
  println(d.find(math::NAN));  // expect: -1
  bool[] flags = {false, true};
  println(flags.find(true));  // expect: 1
}
