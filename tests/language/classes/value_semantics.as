class V { float x, y; V() {} V(float a, float b) { x = a; y = b; } V plus(const V &in o) const { return V(x + o.x, y + o.y); } string s() const { return x + "," + y; } }
class P { V pos; V vel = V(1, 2); V[] trail; array<V@> refs; void step() { pos = pos.plus(vel); trail.insertLast(pos); } V get() { return pos; } V@ h() { return pos; } }
V[] g = {V(1,1), V(2,2)};
V mk(float a) { V v(a, a); v.x += 1; return v; }
void setv(V &out v, int &out n) { v.x = 9; n = 3; }
void sw(V@ a, V@ b) { V t = a; a = b; b = t; }
V[] many(int n) { V[] r(n); for (int i = 0; i < n; i++) r[i] = V(i, i * 2); return r; }
float sum(const V[] &in vs) { float t = 0; for (uint i = 0; i < vs.length(); i++) t += vs[i].x; return t; }
float sumv(V[] vs) { vs[0].x = 100; float t = 0; for (uint i = 0; i < vs.length(); i++) t += vs[i].x; return t; }
void main() {
  P p; p.step(); p.step();
  println(p.pos.s());
  println(p.get().plus(V(0.5f, 0.5f)).s());
  p.h().x = 77;
  println(p.pos.s());
  println(mk(3).s());
  V o; int n;
  setv(o, n);
  println(o.s() + n);
  setv(p.vel, n);
  println(p.vel.s());
  V a(1, 2), b(3, 4);
  sw(a, b);
  println(a.s() + " " + b.s());
  V[] m = many(4);
  V[] m2 = m;
  m2[1].x = 50;
  println(m[1].s() + " " + m2[1].s());
  m = m2;
  m2[1].x = 60;
  println(m[1].s());
  println(sum(m));
  println(sumv(m));
  println(m[0].s());
  V[][] grid = {{V(1,1)}, {V(2,2), V(3,3)}};
  V[][] g2 = grid;
  g2[1][0].x = 9;
  println(grid[1][0].s() + g2[1][0].s());
  g[0] = g[1];
  g[1].x = 42;
  println(g[0].s() + g[1].s());
  V c = true ? a : b;
  c.x = 1000;
  println(a.s());
  V@ hh = @g[0];
  hh.x = 5;
  println(g[0].s());
  auto d = a;
  d.x = 8;
  println(a.s());
  const V k(4, 4);
  println(k.plus(k).s());
  V[] list = {a, b, k, mk(1)};
  list[0].x = 0;
  println(a.s() + list[3].s());
  V@ nul;
  try { V z = nul; println("no"); } catch { println(getExceptionInfo()); }
  try { a = nul; println("no"); } catch { println(getExceptionInfo()); }
  try { println(nul.plus(a).s()); } catch { println(getExceptionInfo()); }
  try { println(a.plus(nul).s()); } catch { println(getExceptionInfo()); }
  try { nul.x++; } catch { println(getExceptionInfo()); }
}
// expect: 2,4
// expect: 2.5,4.5
// expect: 77,4
// expect: 4,3
// expect: 9,03
// expect: 9,0
// expect: 3,4 1,2
// expect: 1,2 50,2
// expect: 50,2
// expect: 55
// expect: 155
// expect: 0,0
// expect: 2,29,2
// expect: 2,242,2
// expect: 3,4
// expect: 5,2
// expect: 8,4
// expect: 8,8
// expect: 8,42,1
// expect: Null pointer access
// expect: Null pointer access
// expect: Null pointer access
// expect: Null pointer access
// expect: Null pointer access
