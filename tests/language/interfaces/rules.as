// row: CLS-12
interface Named { string name(); }
interface Shape : Named { double area() const; int sides { get; } }
interface Solid { double volume(); }
class Square : Shape, Solid {
  double w;
  Square(double x) { w = x; }
  string name() { return "square"; }
  double area() const { return w * w; }
  int sides { get { return 4; } }
  double volume() { return 0; }
}
string show(Shape@ s) { return s.name() + " " + s.area() + " " + s.sides; }
void main() {
  Square q(3);
  println(show(q));  // expect: square 9 4
  Named@ n = q;
  println(n.name());  // expect: square
  Solid@ s = cast<Solid>(n);
  println(s.volume());  // expect: 0
  println(s is q);  // expect: true
  println(cast<Square>(s).w);  // expect: 3
}
