// Getter, operator, setter: as for numbers, with opAdd and not opAddAssign.
class M {
  int c;
  M() {}
  M(int x) { c = x; }
  M(const M &in o) { c = o.c; }
  M &opAssign(const M &in o) { c = o.c; return this; }
  M opAdd(const M &in o) const { println("add"); return M(c + o.c); }
  M opMul(int n) const { return M(c * n); }
  M &opAddAssign(const M &in o) { println("no"); c += o.c; return this; }
}
class H {
  private M _m;
  M m { get const { println("get"); return _m; } set { println("set"); _m = value; } }
}
H made;
H@ make() { println("make"); return made; }
void main() {
  H h;
  h.m += M(3);
  // expect: get
  // expect: add
  // expect: set
  println(h.m.c);
  // expect: get
  // expect: 3
  h.m *= 4;
  // expect: get
  // expect: set
  println(h.m.c);
  // expect: get
  // expect: 12
  make().m += M(2);
  // expect: make
  // expect: get
  // expect: add
  // expect: set
}
