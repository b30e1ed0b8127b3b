// A constructor that wants a copy as argument makes no copies itself: those come from opAssign.
class T {
  string n;
  T() {}
  T(T s) { n = s.n + "c"; }
  T& opAssign(const T &in o) { n = o.n + "a"; return this; }
}
class U {
  string n;
  U() {}
  U(U &in s) { n = s.n + "c"; }
}
void f(T t) { println(t.n); }
void main() {
  T a; a.n = "x";
  T c(a);
  println(c.n);  // expect: xac
  f(a);  // expect: xa
  U u; u.n = "y";
  U v(u);
  println(v.n);  // expect: yc
}
