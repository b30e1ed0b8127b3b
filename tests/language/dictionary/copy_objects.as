// A copy of a dictionary has objects of its own, at any depth; handles are shared.
class Base { int v = 1; }
class Derived : Base { string s = "d"; dictionary inner; }
class Loud { int n; Loud(int x) { n = x; } Loud(const Loud &in o) { n = o.n + 100; } }
dictionary global;
void main() {
  dictionary d; Base b; Derived e; e.inner["x"] = 5; Base k; k.v = 3; e.inner["o"] = k;
  d["b"] = b; d["e"] = e; @d["h"] = b; d["list"] = array<Base>(2); d["loud"] = Loud(4); d["n"] = 7; d["nest"] = dictionary = {{"deep", b}};
  dictionary c = d;
  cast<Base>(c["b"]).v = 50; cast<Derived>(c["e"]).s = "changed"; cast<Base>(c["h"]).v = 9;
  cast<array<Base>>(c["list"])[1].v = 77; cast<Base>(cast<dictionary>(c["nest"])["deep"]).v = 11;
  cast<Base>(cast<Derived>(c["e"]).inner["o"]).v = 12;
  println(cast<Base>(d["b"]).v + " " + cast<Derived>(d["e"]).s + " " + cast<Base>(d["h"]).v + " " + cast<array<Base>>(d["list"])[1].v);  // expect: 1 d 9 1
  println(cast<Base>(cast<dictionary>(d["nest"])["deep"]).v + " " + cast<Base>(cast<Derived>(d["e"]).inner["o"]).v);  // expect: 1 3
  println(cast<Loud>(d["loud"]).n + " " + cast<Loud>(c["loud"]).n + " " + int(c["n"]));  // expect: 104 204 7
  println(cast<Derived>(c["e"]).s + " " + int(cast<Derived>(c["e"]).inner["x"]));  // expect: changed 5
  global = d; cast<Base>(global["b"]).v = 60; println(cast<Base>(d["b"]).v);  // expect: 1
  any a;
  a.store(b);
  any a2 = a;
  Base@ x;
  Base@ y;
  a.retrieve(@x);
  a2.retrieve(@y);
  println(x is y);  // expect: false
  println(y.v);  // expect: 9
  dictionary<string, Base> t; t["q"].v = 5; dictionary<string, Base> u = t; u["q"].v = 6; println(t["q"].v + " " + u["q"].v);  // expect: 5 6
  dictionary[] ds = {d}; dictionary[] es = ds; cast<Base>(es[0]["b"]).v = 99; println(cast<Base>(ds[0]["b"]).v);  // expect: 1
}
