// A derived class replaces some of the functions of a name and inherits the others.
class A {
  int f(int) { return 1; }
  int f(string) { return 2; }
  int f(float) { return 3; }
  int g() const { return 4; }
  int g() { return 5; }
  private int p() { return 6; }
  int q() { return p(); }
}
class B : A { int f(string) override { return 20; } int f(bool) { return 30; } int p() { return 60; } }
class C : B { int f(int) override { return 100; } int g() const override { return 400; } }
void main() {
  C c;
  println(c.f(1) + " " + c.f("") + " " + c.f(1.5f) + " " + c.f(true));  // expect: 100 20 3 30
  A@ a = c;
  println(a.f(1) + " " + a.f("") + " " + a.f(1.5f));  // expect: 100 20 3
  B b;
  println(b.f(1) + " " + b.f(""));  // expect: 1 20
  const A@ k = c;
  println(k.g() + " " + a.g());  // expect: 400 5
  println(b.q() + " " + b.p());  // expect: 6 60
}
