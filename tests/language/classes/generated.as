// row: CLS-01
class Inner { int v = 1; Inner() {} Inner(const Inner &in o) { v = o.v + 100; } Inner &opAssign(const Inner &in o) { v = o.v + 1000; return this; } }
class Auto { int a = 3; string s = "x"; Inner i; Inner@ h; }
class Copied : Auto { int b = 9; }
void main() {
  Auto x;
  println(x.a + x.s + x.i.v);  // expect: 3x1
  x.a = 4; x.i.v = 5; @x.h = x.i;
  Auto y = x;
  println(y.a + " " + (y.h is x.i) + " " + (y.i is x.i));  // expect: 4 true false
  Auto z;
  z = x;
  println(z.i.v + " " + z.s);  // expect: 1005 x
  Copied c, d;
  c.b = 1; c.a = 2;
  d = c;
  println(d.a + d.b);  // expect: 3
}
