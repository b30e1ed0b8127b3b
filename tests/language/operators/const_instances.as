// row: OPR-19 OPR-20
int sum(const array<int> &in a) {
  int s = 0;
  foreach (auto v : a) s += v;
  return s + a[0];
}
void main() {
  const array<int> a = {1, 2, 3};
  println(a[1]);  // expect: 2
  println(sum(a));  // expect: 7
  const array<array<string>> s = {{"x", "y"}, {"z"}};
  println(s[0][1] + s[1][0]);  // expect: yz
  string text = "ab";
  const string t = text;
  println(t[1]);  // expect: 98
  dictionary d = {{"k", 3}};
  println(int(d["k"]));  // expect: 3
  foreach (auto v, auto k : d) println(k + int(v));  // expect: k3
  weakref<Obj> w;
  {
    Obj o;
    @w = o;
    Obj@ h = w;
    println(h.v);  // expect: 4
  }
}
class Obj { int v = 4; }
