// Copies and assignments that the compiler provides are memberwise, base class first.
class Inner { int v = 1; }
class Loud {
  int n;
  Loud() { println("default"); }
  Loud(const Loud &in o) { n = o.n; println("copy"); }
  Loud &opAssign(const Loud &in o) { n = o.n; println("assign"); return this; }
}
class Base { Inner i; string s = "x"; int[] list = {1, 2}; Inner@ h; int8 p = 3; float f = 1.5; }
class Derived : Base { Loud l; bool b = true; uint64 u = 5; }
class Counts { int n; Counts() { println("Counts()"); } }
class Several { int x; Several &opAssign(int n) { x = n; return this; } }
void main() {
  Derived a;  // expect: default
  a.i.v = 9;
  a.list[0] = 7;
  @a.h = a.i;
  a.l.n = 6;
  Derived b = a;  // expect: copy
  a.i.v = 2;
  a.list[0] = 0;
  println(b.i.v + " " + b.list[0] + " " + b.h.v + b.s + b.p + " " + b.f + b.b + b.u + b.l.n);  // expect: 9 7 2x3 1.5true56
  Derived c;  // expect: default
  c = b;  // expect: assign
  println(c.i.v + " " + c.list[0] + " " + c.h.v + c.s + c.l.n);  // expect: 9 7 2x6
  println(c.h is a.i);  // expect: true
  println(c.i is b.i);  // expect: false
  c = c;  // expect: assign
  println(c.list.length() + c.s);  // expect: 2x
  Counts k;  // expect: Counts()
  k.n = 4;
  Counts j = k;  // expect: Counts()
  println(j.n);  // expect: 4
  Several s, q;
  s = 8;
  q = s;
  println(q.x);  // expect: 8
}
