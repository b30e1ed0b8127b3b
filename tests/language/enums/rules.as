// row: GLB-05
enum A { One = 1, Two, Ten = One + 9, Eleven, Neg = -5, Bits = One << 3 | Two }
enum B { Small, Large }
namespace N { enum C { Inside = 7 } }
int twice(int x) { return x * 2; }
void main() {
  println(Two + " " + Eleven + " " + Neg + " " + A::Bits);  // expect: 2 11 -5 10
  A a = Ten;
  int i = a;
  println(i + twice(a));  // expect: 30
  a = A(77);
  println(int(a));  // expect: 77
  println(N::Inside + N::C::Inside);  // expect: 14
  B b;
  println(int(b));  // expect: 0
  println(a == A(77) && b != Large);  // expect: true
}
