// row: VM-03
// Constants are the same only if their bits are: zeros of both signs stay apart, numbers of different types too.
double inverse(double x) { return math::copysign(1.0, x); }
void main() {
  double a = 0.0, b = -0.0;
  println(a == b);  // expect: true
  println(inverse(a) + " " + inverse(b));  // expect: 1 -1
  float f = 1.5f; double d = 1.5; int i = 1069547520;
  println(f + " " + d + " " + i);  // expect: 1.5 1.5 1069547520
  double n = sqrt(-1.0), m = sqrt(-1.0);
  println(n == m);  // expect: false
}
