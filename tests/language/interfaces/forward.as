// row: TYP-26 TYP-28
// Names are declared in any order, within a file and its namespaces, and methods are found at run time.
Shape@ first() { return make("circle"); }
interface Shape : Named { float area(const Scale &in s) const; array<Part@>@ parts(); }
interface Named { string name() const; }
class Circle : Base, Shape {
  float area(const Scale &in s) const { return 3.0f * s.factor; }
  array<Part@>@ parts() { array<Part@> found = {Part(this)}; return found; }
  string name() const override { return "circle" + later::suffix(); }
}
class Special : Circle { float area(const Scale &in s) const override { return Circle::area(s) + 1; } }
class Base : Root { string name() const { return "base"; } }
class Root { Kind kind = Kind::Round; Callback@ call; string root() { return "root of " + whole(); } string whole() { return "none"; } }
class Part { Shape@ owner; Part(Shape@ o) { @owner = o; } }
funcdef Shape@ Callback(const Scale &in);
Shape@ make(const string &in kind) {
  if (kind == "circle") return Circle();
  return Special();
}
class Scale { float factor = 2; }
enum Kind { Square, Round = AFTER + 1 }
const int AFTER = 6;
namespace later { string suffix() { return early ? "!" : "?"; } bool early = inner::flag; namespace inner { const bool flag = true; } }

void main() {
  Shape@ s = first();
  println(s.name());  // expect: circle!
  println(s.area(Scale()));  // expect: 6
  println(make("x").area(Scale()));  // expect: 7
  println(s.parts()[0].owner.name());  // expect: circle!
  Base@ b = cast<Base>(make("x"));
  println(b.name() + " " + b.root() + " " + int(b.kind));  // expect: circle! root of none 7
  Circle@ c = Special();
  println(c.area(Scale()));  // expect: 7
  Named@ n = c;
  println(n.name());  // expect: circle!
  Callback@ k = function(s) { return make("x"); };
  println(k(Scale()).area(Scale()));  // expect: 7
}
