// row: MOD-19
void main() {
  array<int8> a = {-1, 2, 3};
  array<bool> b = {true, false};
  array<double> c = {1.5, 2.5, 3.5, 4.5};
  array<string> d = {"x", "y", "z"};
  array<array<int>> e = {{1}, {2, 3}};
  array<uint16> none;
  a.reverse(); b.reverse(); c.reverse(); d.reverse(); e.reverse(); none.reverse();
  println(a[0] + " " + a[1] + " " + a[2]);  // expect: 3 2 -1
  println(b[0] + " " + b[1]);  // expect: false true
  println(c[0] + " " + c[3]);  // expect: 4.5 1.5
  println(d[0] + d[1] + d[2]);  // expect: zyx
  println(e[0].length() + " " + e[1][0]);  // expect: 2 1
  println(none.length());  // expect: 0
}
