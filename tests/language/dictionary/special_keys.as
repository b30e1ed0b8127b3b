// Keys that are special: any NaN is one key, both zeros are one, handles are compared by identity, null is one of them.
// The last of equal keys in a list wins and keeps the place of the first: order is that of insertion.
// row: MOD-27 MOD-28
class Foo { int n; Foo(int k) { n = k; } bool opEquals(const Foo &in other) const { return true; } }
enum Color { Red, Green }
void main() {
  dictionary<int, string> d = {{3, "a"}, {1, "b"}, {3, "c"}};
  foreach (string v, int k : d) print(k + "=" + v + " ");
  println(d.getSize());  // expect: 3=c 1=b 2
  dictionary<int, string>@ e = dictionary<int, string>();
  println(e.getSize() + " " + e.isEmpty());  // expect: 0 true
  dictionary<string, int> none = {};
  println(none.getSize());  // expect: 0
  dictionary<int, dictionary<string, int>> nested = {{1, {{"q", 2}}}, {1, {{"q", 4}}}};
  println(nested.getSize() + " " + nested[1]["q"]);  // expect: 1 4
  dictionary<bool, int> truth = {{true, 1}, {false, 0}, {true, 2}};
  println(truth.getSize() + " " + truth[true]);  // expect: 2 2
  dictionary plain = {{"x", 1}, {"y", 0}, {"x", 2}};
  println(plain.getSize() + " " + int(plain["x"]) + " " + plain.getKeys()[0]);  // expect: 2 2 x
  dictionary<Color, int> colors = {{Red, 1}, {Green, 2}, {Red, 3}};
  println(colors.getSize() + " " + colors[Red]);  // expect: 2 3

  dictionary<double, int> f;
  f[math::NAN] = 1; f[-math::NAN] = 2; f[math::INFINITY - math::INFINITY] = 3; f[-0.0] = 4; f[0.0] = 5;
  println(f.getSize() + " " + f[math::NAN] + " " + f[0.0]);  // expect: 2 3 5
  println(f.exists(math::fromBits(uint64(0x7ff8000000000123))) + " " + f.exists(math::INFINITY));  // expect: true false
  println(math::isNan(f.getKeys()[0]) + " " + math::isSignNegative(f.getKeys()[1]));  // expect: true false
  println(f.delete(-0.0) + " " + f.exists(0.0) + " " + f.delete(math::NAN) + " " + f.getSize());  // expect: true false true 0
  dictionary<float, int> g;
  g[math::FLT_NAN] = 1; g[-math::FLT_NAN] = 2; g[-0.0f] = 3; g[0.0f] = 4;
  println(g.getSize() + " " + g[math::FLT_NAN] + " " + g[0.0f]);  // expect: 2 2 4
  dictionary<double, int> list = {{0.0, 1}, {-0.0, 2}, {math::NAN, 3}, {math::NAN, 4}};
  println(list.getSize() + " " + list[0.0] + " " + list[math::NAN]);  // expect: 2 2 4

  Foo a(1);
  Foo b(1);
  dictionary<Foo@, int> h;
  h.set(a, 1); h.set(b, 2); h.set(a, 3); h.set(null, 7);
  println(h.getSize() + " " + h.exists(a) + " " + h[a] + h[b] + h[null]);  // expect: 3 true 327
  println(h.getKeys()[1] is b);  // expect: true
  a.n = 5;
  println(h[a]);  // expect: 3

  dictionary<string, int> s = {{"z", 1}, {"a", 2}, {"m", 3}};
  s.delete("a");
  s["a"] = 9;
  s["z"] = 8;
  foreach (int v, string k : s) print(k + "=" + v + " ");
  println(join(s.getKeys(), ",") + " " + s.getValues()[2]);  // expect: z=8 m=3 a=9 z,m,a 9
}
