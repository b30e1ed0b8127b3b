// row: VM-05 VM-02
interface I { int m(int x); }
class A : I { int v; A() {} A(int x) { v = x; } int m(int x) { return x + 1; } int direct(int x) { return x + v; } }
class B : A { int m(int x) override { return A::m(x) * 10; } }
int plain(int x) { return x; }
int many(int a, int64 b, float c, double d, uint8 e, string f, int[]@ g) {
  return a + int(b) + int(c) + int(d) + e + int(f.length()) + g[0];
}
void main() {
  println(plain(3));  // expect: 3
  A a(4);
  println(a.direct(3));  // expect: 7
  A@ h = B();
  println(h.m(1));  // expect: 20
  I@ i = h;
  println(i.m(2));  // expect: 30
  println(many(1, 2, 3.0f, 4.0, 5, "six", array<int> = {7}));  // expect: 25
  println(sqrt(16.0));  // expect: 4
}
