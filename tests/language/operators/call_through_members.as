class C { int a = 3; int opCall(int x) const { return a * x; } C@ opIndex(int i) { a = i; return this; } }
class H { C c; C@ h = C(); C@[] cs = {C()}; C get_pc() property { return c; } }
void main() {
  H h;
  println(h.c(4));  // expect: 12
  println(h.h(5));  // expect: 15
  println(h.cs[0](6));  // expect: 18
  println(h.c[7](2));  // expect: 14
  println(h.pc(10));  // expect: 70
}
