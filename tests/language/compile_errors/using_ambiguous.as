// row: STM-11 ERR-04
namespace A { int x = 1; }
namespace B { int x = 2; }
using namespace A;
using namespace B;
void main() {
  println(x);  // expect error: x
  println(A::x);
}
