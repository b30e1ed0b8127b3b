// row: FUN-05 CLS-06
class C {
  int v = 1;
  string m() { return "plain"; }
  string m() const { return "const"; }
  string n(int x) { return "n(int) " + x; }
  string n(int x) const { return "n(int) const"; }
}
void main() {
  C c;
  const C@ r = c;
  println(c.m() + " " + r.m());  // expect: plain const
  println(c.n(1) + ", " + r.n(1));  // expect: n(int) 1, n(int) const
}
