// row: OPR-05 EXP-10
class C {
  int v;
  bool opEquals(const C &in o) const { return v == o.v; }
}
class D : C {}
void main() {
  C a, b;
  C@ h = a, n = null;
  println(a == b);  // expect: true
  println(a is b);  // expect: false
  println(h is a);  // expect: true
  println(a !is b);  // expect: true
  println(n is null);  // expect: true
  println(null is n);  // expect: true
  println(null !is h);  // expect: true
  println(h !is null);  // expect: true
  println(@h == @a);  // expect: true
  println(@h == null);  // expect: false
  println(@n != null);  // expect: false
  @n = D();
  C@ base = n;
  println(base is n);  // expect: true
}
