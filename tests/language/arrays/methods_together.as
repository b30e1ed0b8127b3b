// All methods that call script code on arrays of one type, in one script, whichever of them comes first.
// row: MOD-20 MOD-21
class C {
  int v;
  C() {}
  C(int x) { v = x; }
  int opCmp(const C &in o) const { return v - o.v; }
}
class D : C { D(int x) { super(x); } }
class E : C { E() {} E(int x) { super(x); } }
string text(array<C@>@ a) { string s; foreach (auto c : a) s += c.v + " "; return s; }
void main() {
  array<C@> a = {C(3), C(1), C(2)};
  a.sortAsc();
  println(text(a));  // expect: 1 2 3 
  a.sort(function(x, y) { return x.v > y.v; });
  println(text(a));  // expect: 3 2 1 
  println(a.find(C(2)) + " " + a.contains(C(9)));  // expect: 1 false

  array<D@> b = {D(3), D(1), D(2)};
  b.sort(function(x, y) { return x.v > y.v; });
  println(b.find(1, D(1)));  // expect: 2
  b.sortAsc(0, 2);
  println(b[0].v + " " + b[1].v + " " + b[2].v);  // expect: 2 3 1
  println(b == b);  // expect: true

  array<C> c = {C(3), C(1), C(2)};
  c.sortDesc();
  c.sort(function(x, y) { return x.v < y.v; }, 1);
  println(c[0].v + " " + c[1].v + " " + c[2].v);  // expect: 3 1 2
  println(c.find(C(2)));  // expect: 2

  array<E> d = {E(3), E(1), E(2)};
  d.resize(4);
  d.sort(function(x, y) { return x.v < y.v; });
  d.sortDesc(0, 2);
  println(d[0].v + " " + d[1].v + " " + d[2].v + " " + d.contains(E(3)));  // expect: 1 0 2 true
}
