// row: MOD-20
// row: MOD-21
// Methods of arrays of objects that call their operators: by value and by handle.
class C {
  int v;
  C() { v = 7; }
  C(int x) { v = x; }
  C(const C &in o) { v = o.v; }
  int opCmp(const C &in o) const { return v - o.v; }
  bool opEquals(const C &in o) const { return v == o.v; }
}
class N {
  int v;
}
void main() {
  array<C> a;
  a.resize(3);
  println(a.length() + " " + a[2].v);  // expect: 3 7
  a.insertLast(C(3));
  a.insertLast(C(9));
  a.insertAt(0, C(5));
  C c(3);
  println(a.find(c));  // expect: 4
  println(a.find(1, c));  // expect: 4
  println(a.contains(C(9)));  // expect: true
  println(a.contains(C(10)));  // expect: false
  a.sortAsc();
  string s;
  for (uint i = 0; i < a.length(); i++) s += a[i].v + " ";
  println(s);  // expect: 3 5 7 7 7 9
  a.sortDesc();
  s = "";
  for (uint i = 0; i < a.length(); i++) s += a[i].v + " ";
  println(s);  // expect: 9 7 7 7 5 3
  a.sortAsc(2, 3);
  s = "";
  for (uint i = 0; i < a.length(); i++) s += a[i].v + " ";
  println(s);  // expect: 9 7 5 7 7 3
  array<C> b = a;
  println(a == b);  // expect: true
  b[0].v = 100;
  println(a == b);  // expect: false
  println(a[0].v);  // expect: 9
  a.reverse();
  a.resize(2);
  s = "";
  for (uint i = 0; i < a.length(); i++) s += a[i].v + " ";
  println(s);  // expect: 3 7
  array<C@> h;
  h.insertLast(C(4));
  h.insertLast(null);
  h.insertLast(C(1));
  h.sortAsc();
  println((h[0] is null) + " " + h[1].v + " " + h[2].v);  // expect: true 1 4
  println(h.find(C(4)));  // expect: 2
  println(h.find(null));  // expect: 0
  println(h.findByRef(C(4)));  // expect: -1
  const array<C> k = a;
  println(k.find(C(9)));  // expect: -1
  array<N@> n;
  N@ x = N();
  n.insertLast(N());
  n.insertLast(x);
  println(n.find(x));  // expect: 1
  array<C> g(3);
  println(g.length() + " " + g[1].v);  // expect: 3 7
  array<array<C>> gg;
  gg.resize(2);
  gg[1].resize(2);
  println(gg[1][1].v);  // expect: 7
  a.insertAt(1, b);
  println(a.length() + " " + a[1].v);  // expect: 8 100
  b[0].v = 5;
  println(a[1].v);  // expect: 100
}
