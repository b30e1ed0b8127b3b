// row: FUN-04 ERR-04
void f(float x) {}
void f(double x) {}
void g(int a, double b) {}
void g(double a, int b) {}
void main() {
  f(1);  // expect error: f
  g(1, 1);  // expect error: g
}
