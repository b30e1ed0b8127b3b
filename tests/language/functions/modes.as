// row: FUN-02
class C { int v; C() {} C(int x) { v = x; } }
void by_value(C c, int n, string s) { c.v = 100; n = 100; s += "!"; }
void in_ref(C &in c, int &in n) { c.v = 200; n = 200; }
int const_ref(const C &in c, const string &in s) { return c.v + int(s.length()); }
void out_ref(C &out c, int &out n, string &out s) { c.v = 3; n = 4; s = "out"; }
void both(C &inout c, int[] &inout a) { c.v++; a.insertLast(9); }
void plain(C & c) { c.v += 10; }
void handle(C@ c) { c.v += 100; @c = null; }
void main() {
  C c(1); int n = 1; string s = "s"; int[] a;
  by_value(c, n, s);
  println(c.v + " " + n + " " + s);  // expect: 1 1 s
  in_ref(c, n);
  println(c.v + " " + n);  // expect: 1 1
  println(const_ref(c, s));  // expect: 2
  println(const_ref(C(4), "four"));  // expect: 8
  out_ref(c, n, s);
  println(c.v + " " + n + " " + s);  // expect: 3 4 out
  both(c, a);
  println(c.v + " " + a.length());  // expect: 4 1
  plain(c);
  handle(c);
  println(c.v);  // expect: 114
}
