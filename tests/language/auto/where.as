// row: GLB-04
class C { int v = 3; }
auto counter = 5;
auto text = "t";
C make() { C c; return c; }
void main() {
  auto i = 5; auto d = 1.5; auto s = "x"; auto b = true;
  auto o = C();
  o.v = 4;
  auto@ h = o;
  println(h.v);  // expect: 4
  auto m = make();
  println(m.v);  // expect: 3
  const auto c = 10;
  println(i + c);  // expect: 15
  auto arr = array<int> = {1, 2};
  println(arr.length() + " " + d + s + b + counter + text);  // expect: 2 1.5xtrue5t
  C local;
  auto alias = local;
  alias.v = 8;
  println(local.v);  // expect: 8
}
