class Base { int a; Base(int q) {} }
class D : Missing, Other {
//! 11-18 E0402 unknown type 'Missing'
//! 20-25 E0402 unknown type 'Other'
  int m;
  D() { super(1); }
  void g() override { m = 2; inherited = 3; h(); this.k(); this.z = 1; super.g(); }
}
class E : D { void q() { foo(); D::x(); int n = "text"; } }
//! 49-55 E0501 no conversion from 'string' to 'int'
//! hint: write parseInt(x)
class X : X {}
//! 11-12 E0308 'X' cannot derive from itself
void take(Base@ b) {}
void main() {
  D d, more(4);
  d.m = 1;
  d.other();
  d.field = 3;
  E e;
  e.more();
  take(d);
  d[0] = d + 1;
  foreach (int i : d) {}
  X().f();
  Base b(1);
  b.nothing();
//! 5-12 E0508 'Base' has no method 'nothing'
}
