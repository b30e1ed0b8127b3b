// row: EXP-20
// What is computed at compile time is what would be computed at run time.
int i(int x) { return x; }
uint u(uint x) { return x; }
double d(double x) { return x; }
float f(float x) { return x; }
int64 l(int64 x) { return x; }
const int BIG = 2147483647;
enum E { A = BIG + 1, B = 1 << 4 | 3, C = -7 / 2, D }
void main() {
  println(BIG + 1 == i(BIG) + 1);  // expect: true
  println(65536 * 65537 == i(65536) * 65537);  // expect: true
  println(-7 / 2 == i(-7) / 2 && -7 % 3 == i(-7) % 3);  // expect: true
  println(0xFFFFFFFF * 3 == u(0xFFFFFFFF) * 3);  // expect: true
  println(0.1 + 0.2 == d(0.1) + 0.2);  // expect: true
  println(0.1f + 0.2f == f(0.1f) + 0.2f);  // expect: true
  println(1 << 33 == i(1) << 33 && -16 >> 2 == i(-16) >> 2 && -16 >>> 2 == i(-16) >>> 2);  // expect: true
  println(9223372036854775807 + 1 == l(9223372036854775807) + 1);  // expect: true
  println(A + " " + B + " " + C + " " + D);  // expect: -2147483648 19 -3 -2
  println((true && !false) ^^ (1 > 2));  // expect: true
  println(2 ** 10 == i(2) ** 10);  // expect: true
}
