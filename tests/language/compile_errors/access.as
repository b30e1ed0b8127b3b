// row: CLS-08
class A {
  private int p = 1;
  protected int q = 2;
  private void pm() {}
  protected void qm() {}
  int sum() { return p + q; }
  private A(int x) {}
  A() {}
}
class B : A {
  int f() { return p; }  // expect error: p
  int g() { return q; }
  void h() { pm(); }  // expect error: pm
  void i() { qm(); }
}
void main() {
  A a;
  a.p = 1;  // expect error: p
  a.q = 1;  // expect error: q
  a.pm();  // expect error: pm
  a.qm();  // expect error: qm
  println(a.sum());
}
