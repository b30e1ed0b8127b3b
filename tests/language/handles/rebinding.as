class D { string n; D@ o; D(const string &in s) { n = s; } string get() { return n; } D@ other() { return o; } }
D@ g; D gv("gv");
D@ make(const string &in s) { return D(s); }
string kill(D@ d) { @g = null; return d.n; }
string two(D@ a, D@ b) { return a.n + b.n; }
string inn(const D &in a, const D &in b) { @g = null; return a.n + b.n; }
class Holder { D@ d = D("hd"); D@[] list = {D("l0"), D("l1")};
  string run() { return use(list[0]) + use(d); }
  string use(D@ x) { @d = D("new"); list.resize(0); return x.n; }
  string twice() { return d.get() + reset() + d.get(); }
  string reset() { @d = D("r"); return "!"; }
  D@ get(int i) { return list[i]; }
}
D@ D2(const string &in s) { return D(s); }
void main() {
  @g = D("g1");
  println(kill(g));
  @g = D("g2");
  println(two(g, make("x")));
  println(inn(g, g));
  println(g is null);
  Holder h;
  println(h.run());
  println(h.twice());
  Holder h2;
  @h2.list[0].o = D("lo");
  println(h2.list[0].o.get() + h2.get(1).get() + h2.get(0).other().n);
  D@ loc = h2.get(1);
  @h2.list[1] = null;
  println(loc.n);
  D@ a = make("a"), b = make("b");
  @a.o = b; @b.o = a;
  println(a.o.o.o.n);
  @a.o.o = make("c");
  println(a.o.o is b.o);
  string s = make("q").n + make("w").get() + make("e").get().length();
  println(s);
  D@ t = make("t");
  @t = t.other();
  println(t is null);
  D@ chain = make("1");
  @chain.o = make("2");
  @chain.o.o = make("3");
  @chain = chain.o;
  println(chain.n + chain.o.n);
  @chain = chain.o;
  println(chain.n);
  gv.n = "changed";
  println(gv.get());
  for (int i = 0; i < 3; i++) { D@ x = make("i" + i); @x.o = g; @g = x; }
  for (D@ w = g; w !is null; @w = w.o) println(w.n);
  while (g !is null) { @g = g.o; }
  println(g is null);
  D@[] arr; for (int i = 0; i < 4; i++) arr.insertLast(D("e" + i));
  for (uint i = 0; i < arr.length(); i++) { D@ e = arr[i]; @arr[0] = null; println(e.n); }
  println(arr[0] is null);
}
// expect: g1
// expect: g2x
// expect: g2g2
// expect: true
// expect: l0new
// expect: new!r
// expect: lol1lo
// expect: l1
// expect: b
// expect: true
// expect: qw1
// expect: true
// expect: 23
// expect: 3
// expect: changed
// expect: i2
// expect: i1
// expect: i0
// expect: true
// expect: e0
// expect: e1
// expect: e2
// expect: e3
// expect: true
