// row: FUN-12
class A {
  private int hidden = 1;
  protected int shared = 2;
  int get_p() const property { return hidden; }
  void set_p(int v) property { hidden = v; }
  int m() { return 1; }
  int fixed() final { return 5; }
}
class B : A {
  B() {}
  B(int x) explicit { shared = x; }
  int m() override { return 10 + shared; }
  int last() final { return 3; }
}
void main() {
  A@ a = B(7);
  println(a.m());  // expect: 17
  a.p = 4;
  println(a.p + a.fixed());  // expect: 9
}
