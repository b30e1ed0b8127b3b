// row: EXP-13
int x = 1;
namespace N { int x = 2; namespace M { int x = 3; int f() { return x + ::x * 10 + N::x * 100; } } }
class Base { string who() { return "Base"; } string call() { return who(); } }
class Derived : Base {
  int x = 5;
  string who() override { return "Derived/" + Base::who(); }
  int both() { return x * 10 + ::x; }
}
void main() {
  int x = 4;
  println(x + ::x * 10 + N::x * 100 + N::M::x * 1000);  // expect: 3214
  println(N::M::f());  // expect: 213
  println(Derived().call());  // expect: Derived/Base
  println(Derived().both());  // expect: 51
}
