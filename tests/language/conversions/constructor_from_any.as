// A constructor that takes an `any` converts everything, also where a copy constructor could take the converted object.
class Box {
  string made;
  int copies = 0;
  Box() { made = "empty"; }
  Box(any a) { int n = 0; a.retrieve(n); made = "any " + n; }
  Box(const Box &in other) { made = other.made; copies = other.copies + 1; }
}
string take(Box b) { return b.made; }
void main() {
  Box a = 3;
  println(a.made);  // expect: any 3
  Box b = a;
  println(b.made + " " + b.copies);  // expect: any 3 1
  println(take(4));  // expect: any 4
  Box[] list = {5, a};
  println(list[0].made + " " + list[1].made);  // expect: any 5 any 3
  Box c("text");
  println(c.made);  // expect: any 0
}
