// row: GLB-12
class C { int v = 3; }
void main() {
  dictionary d = {{"i", 1}, {"s", "text"}, {"f", 2.5}};
  C c;
  @d["h"] = c;
  d["copy"] = c;
  c.v = 9;
  int i; double f; string s; C@ h; C copy;
  println(d.get("i", i) && d.get("f", f) && d.get("s", s));  // expect: true
  println(i + " " + f + " " + s);  // expect: 1 2.5 text
  @h = cast<C>(d["h"]);
  println(h.v);  // expect: 9
  println(d.get("copy", copy) && copy.v == 3);  // expect: true
  println(d.exists("x") || d.isEmpty());  // expect: false
  d.delete("i");
  println(d.getSize());  // expect: 4
  dictionary<string, int> t = {{"a", 1}};
  t["b"] = 2;
  t["a"] += 10;
  println(t["a"] + t["b"]);  // expect: 13
  dictionary<int, string> n;
  n[5] = "five"; n[-1] = "minus";
  println(n[5] + n.getSize());  // expect: five2
}
