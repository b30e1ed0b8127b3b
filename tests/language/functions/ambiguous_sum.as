void p(int a, double b) {}
void p(double a, int b) {}
void main() {
  p(1, 1);  // expect error: ambiguous
}
