// row: STM-11 GLB-09
namespace A { int x = 1; int both = 2; namespace B { int deep = 3; int f() { return x; } } }
namespace C { int both = 4; int only = 5; }
int only = 6;
int global = 7;
using namespace A;
using namespace A;
using namespace A::B;
namespace N {
  int x = 8;
  int test() { return x; }
  namespace M { int test() { return x + ::N::x; } }
}
void main() {
  println(x + deep + f());  // expect: 5
  println(both);  // expect: 2
  println(N::test() + N::M::test());  // expect: 24
  {
    using namespace C;
    println(C::both + A::both);  // expect: 6
  }
  println(only);  // expect: 6
  println(::only + C::only + global);  // expect: 18
}
