class P { int x = 1; P &opAssign(const P &in o) { println("assign"); x = o.x; return this; } }
class H {
  private P@ _p = P();
  P@ p { get { println("get"); return _p; } set { println("set"); @_p = value; } }
  P@ r { get { println("getr"); return _p; } }
}
void main() {
  H h;
  P n;
  n.x = 3;
  h.p = n;
  // expect: get
  // expect: assign
  println(h.p is n);
  // expect: get
  // expect: false
  @h.p = n;  // expect: set
  println(h.p is n);
  // expect: get
  // expect: true
  h.r = n;
  // expect: getr
  // expect: assign
}
