void p(float a) {}
void p(double a) {}
void main() {
  p(1);  // expect error: ambiguous
}
