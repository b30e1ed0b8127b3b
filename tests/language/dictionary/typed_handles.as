// Entries of dictionary<K, T@> are handles: lists and set() put them in, with and without @.
class C { int y = 3; C() {} C(int v) { y = v; } }
funcdef int F(int);
void main() {
  C o;
  dictionary<string, C@> e = {{"a", o}, {"b", @o}, {"c", C(5)}, {"d", null}};
  o.y = 4;
  println(e["a"].y + " " + e["b"].y + " " + e["c"].y);  // expect: 4 4 5
  println(e["d"] is null);  // expect: true
  e.set("d", o);
  println(e["d"] is o);  // expect: true
  e.set("d", null);
  println(e["d"] is null);  // expect: true
  dictionary<string, F@> f = {{"twice", function(x) { return x * 2; }}};
  F@ g = f["twice"];
  println(g(4));  // expect: 8
  array<int> list = {1, 2};
  dictionary<string, int[]@> h = {{"l", list}};
  list.insertLast(3);
  println(h["l"].length());  // expect: 3
}
