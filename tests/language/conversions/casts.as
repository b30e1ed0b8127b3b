// row: EXP-14 CLS-13
interface I { int f(); }
class A { int v = 1; }
class B : A, I { int f() { return 2; } }
class Other {}
double huge() { return 1e30; }
double nan() { double z = 0; return sqrt(-1.0 + z); }
void main() {
  println(int(3.99) + " " + int(-3.99));  // expect: 3 -3
  println(int8(200) + " " + uint8(-1) + " " + uint16(65537));  // expect: -56 255 1
  println(int(huge()));  // expect: -2147483648
  println(int(nan()));  // expect: -2147483648
  println(float(1) / 3 == 1.0f / 3);  // expect: true
  A@ a = B();
  println(cast<B>(a).f());  // expect: 2
  println(cast<I>(a).f());  // expect: 2
  println(cast<Other>(a) is null);  // expect: true
  A@ plain = A();
  println(cast<B>(plain) is null);  // expect: true
  A@ none;
  println(cast<B>(none) is null);  // expect: true
  I@ i = cast<I>(a);
  println(cast<A>(i).v);  // expect: 1
}
