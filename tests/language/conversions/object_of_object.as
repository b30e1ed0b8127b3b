// row: OPR-13
// T(x) takes a conversion method of x where no constructor of T takes it.
class Meters { double v; Meters() {} Meters(double x) { v = x; } }
class Point { int x = 1; }
class Feet {
  double v = 10;
  Point p;
  Meters opConv() const { return Meters(v * 0.3); }
  Point@ opCast() { return p; }
}
class Own {
  int n;
  Own() {}
  Own(const Feet &in f) { n = 7; }
}
class Giver { Own opConv() const { Own o; o.n = 1; return o; } }
Feet make() { return Feet(); }
class Holder { Feet f; Feet[] list = {Feet()}; }
void main() {
  Feet f;
  println(Meters(f).v);  // expect: 3
  println(Meters(make()).v);  // expect: 3
  Holder h;
  h.list[0].v = 100;
  println(Meters(h.f).v + Meters(h.list[0]).v);  // expect: 33
  println(Own(f).n);  // expect: 7
  Giver g;
  println(Own(g).n);  // expect: 1
  const Feet@ c = f;
  println(Meters(c).v);  // expect: 3
}
