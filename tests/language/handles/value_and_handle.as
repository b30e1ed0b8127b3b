// row: EXP-12 GLB-02
class C {
  int v;
  C() {}
  C(int x) { v = x; }
  ~C() { println("~" + v); }
}
void main() {
  C a(1), b(2);
  C@ h = a;
  h = b;
  println(a.v);  // expect: 2
  @h = b;
  h.v = 3;
  println(b.v + " " + a.v);  // expect: 3 2
  @h = @a;
  println(h is a);  // expect: true
  @h = null;
  try { h = a; } catch { println(getExceptionInfo()); }  // expect: Null pointer access
  C@ t = C(9);
  C@ u = t;
  @t = null;
  println("kept");  // expect: kept
  @u = null;  // expect: ~9
  const C@ ro = a;
  println(ro.v);  // expect: 2
  @ro = b;
  C@ const fixed = a;
  fixed.v = 7;
  println(a.v);  // expect: 7
  const C@ const both = fixed;
  println(both.v);  // expect: 7
  // expect: ~3
  // expect: ~7
}
