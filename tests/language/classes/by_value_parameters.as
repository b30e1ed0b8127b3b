// By value and by &in the callee gets an object of its own; a fresh one is passed as it is. const &in and &inout pass
// the object itself.
class C {
  int v = 0;
  C() {}
  C(int x) { v = x; }
  C(const C &in o) { v = o.v; println("copy"); }
  ~C() { println("~" + v); }
}
class D : C { D(int x) { v = x; } }
int value(C c) { c.v += 100; return c.v; }
int byin(C &in c) { c.v += 100; return c.v; }
int cin(const C &in c) { return c.v; }
int io(C &inout c) { c.v++; return c.v; }
void byout(C &out c) { c.v = 5; }
C make(int x) { C c(x); return c; }
void main() {
  C a(1);
  println(value(a));
  // expect: copy
  // expect: ~101
  // expect: 101
  println(byin(a));
  // expect: copy
  // expect: ~101
  // expect: 101
  println(cin(a) + io(a));  // expect: 3
  println(value(C(7)));
  // expect: ~107
  // expect: 107
  println(value(make(8)));
  // expect: ~108
  // expect: 108
  D d(3);
  println(value(d));
  // expect: copy
  // expect: ~103
  // expect: 103
  println(cin(d));  // expect: 3
  println("end");  // expect: end
}
// expect: ~3
// expect: ~2
