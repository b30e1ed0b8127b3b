mixin class M { int v = 4; int f() { return v; } }
class C : M, M {}
void main() {
  C c;
  println(c.f());  // expect: 4
}
