string lg;
int note(const string &in s, int v) { lg += s; return v; }
interface Shape { float area(float scale = 1) const; string name(int a, int b = 2); }
abstract class Base : Shape {
  int id = 0; Base@ next; protected string tag = "t";
  Base(int i = 7) { id = i; }
  float area(float scale = 1) const { return 0; }
  string name(int a, int b = 2) { return "base" + a + b; }
  string call() { return name(1) + "/" + name(b: 5, a: 4) + tag; }
  Base@ link(Base@ o) { @next = o; return o; }
}
class Sq : Base { float s; Sq(float x) { super(1); s = x; tag = "sq"; } float area(float scale = 1) const override { return s * s * scale; } string name(int a, int b = 2) override { return "sq" + Base::name(a, b); } }
class Ci : Base { float r; Ci(float x, int i) { super(i); r = x; } float area(float scale = 1) const { return 3 * r * r * scale; } }
class Deep : Sq { Deep() { super(4); } string name(int a, int b = 2) override { return "deep(" + Sq::name(a, b) + "," + Base::name(a, b) + ")"; } }
float total(Shape@[]@ all, float f) { float t = 0; for (uint i = 0; i < all.length(); i++) if (all[i] !is null) t += all[i].area(f); return t; }
string over(Base@ b) { return "B"; }
string over(int x) { return "i"; }
string over(const string &in s) { return "s"; }
string cover(const Base@ b) { return "c"; }
string cover(Base@ b) { return "m"; }
int order(int a, int b, int c) { return a * 100 + b * 10 + c; }
class Counter { int n = 0; int next() { return ++n; } Counter@ self() { n += 10; return this; } int three(int a, int b, int c) { return a * 100 + b * 10 + c; } }
void main() {
  Sq s(3); Ci c(1, 9); Deep d;
  println(s.call() + " " + c.call() + " " + d.call());
  Shape@[] all = {s, c, null, d};
  println(total(all, 2));
  println(all[3].name(1) + all[0].name(b: 8, a: 9));
  Base@ b = d;
  println(b.name(0));
  b.link(s).link(c).link(b);
  println(b.next.next.next is b);
  println(b.next.next.next.next.id + " " + b.next.id);
  b.next.next.next.id = 55;
  println(d.id);
  println(over(b) + over(1) + over("x") + over(s));
  const Base@ k = b;
  println(cover(k));
  println(k.area() + k.area(2));
  println(order(note("a", 1), note("b", 2), note("c", 3)) + lg);
  Counter n;
  println(n.three(n.next(), n.next(), n.next()));
  println(n.self().three(n.next(), n.next(), n.next()));
  println(n.self().n + n.next() + n.self().next());
  int x = n.n;
  n.n = n.next() + n.n;
  println(n.n - x);
  n.n += n.next();
  println(n.n);
  int[] arr = {1, 2, 3};
  arr[n.n % 3] += n.next();
  println(arr[0] + " " + arr[1] + " " + arr[2]);
  string t = "z";
  t += n.next() + t + (t = "y") + s.call();
  println(t);
  @b.next = null;
  Base@[] list(3);
  @list[1] = s; @list[2] = list[1];
  println(list[0] is null && list[2] is s);
  for (int i = 0; i < 3; i++) { Base@ e = list[i]; if (e is null) continue; println(e.call()); }
  Base@ nn = null;
  println(nn is null ? "null" : nn.call());
  bool f = true;
  Base@ pick = f ? cast<Base>(s) : c;
  println(pick.id);
  s.id = 5; s.id++; ++s.id; s.id <<= 2; s.id |= 1;
  println(s.id);
  println(-s.id + ~s.id);
  s.s *= 2.5f;
  println(s.s);
  println((s.id > c.id) == !(s.id <= c.id));
}
// expect: sqbase12/sqbase45sq base12/base45t deep(sqbase12,base12)/deep(sqbase45,base45)sq
// expect: 56
// expect: deep(sqbase12,base12)sqbase98
// expect: deep(sqbase02,base02)
// expect: true
// expect: 1 1
// expect: 55
// expect: BisB
// expect: c
// expect: 48
// expect: 123cba
// expect: 321
// expect: 654
// expect: 91
// expect: 40
// expect: 158
// expect: 160 2 3
// expect: y160zysqbase12/sqbase45sq
// expect: true
// expect: sqbase12/sqbase45sq
// expect: sqbase12/sqbase45sq
// expect: null
// expect: 1
// expect: 29
// expect: -59
// expect: 7.5
// expect: true
