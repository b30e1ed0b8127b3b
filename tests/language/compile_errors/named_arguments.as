// row: EXP-03
int f(int a, int b = 2) { return a + b; }
void main() {
  f(x: 1);  // expect error: x
  f(1, a: 2);  // expect error
  f(b: 1);  // expect error
}
