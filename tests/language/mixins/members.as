// Const methods, access, properties, operators, handles of the class itself, overrides that are final.
class Base { string who() { return "base"; } }
mixin class Counter {
  private int n = 0;
  protected int step = 2;
  int opAddAssign(int k) { n += k * step; return n; }
  int get_count() const property { return n; }
  void set_count(int v) property { n = v; }
  int twice { get const { return n * 2; } }
  string who() override final { return "counter"; }
}
class A : Base, Counter { void faster() { step = 10; } }
class B : Counter, Base { B() { count = 100; } }
void main() {
  A a;
  a += 3;
  println(a.count);        // expect: 6
  a.faster();
  a += 1;
  println(a.twice);        // expect: 32
  const A@ view = a;
  println(view.count);     // expect: 16
  B b;
  b.count += 1;
  println(b.count);        // expect: 101
  Base@ base = b;
  println(base.who());     // expect: counter
}
// row: CLS-11
