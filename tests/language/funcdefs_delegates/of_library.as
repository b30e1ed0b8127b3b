// row: FUN-08
// Handles to functions of the library.
funcdef double D(double);
funcdef void P(const string &in);
funcdef int Length(const string &in);
double half(double x) { return x / 2; }
double both(D@ f, D@ g, double x) { return f(g(x)); }
void main() {
  D@ root = math::sqrt;
  println(root(9.0));  // expect: 3
  println(root is math::sqrt);  // expect: true
  println(both(root, half, 8.0));  // expect: 2
}
