// row: OPR-12
class Adder {
  int n = 0;
  int opCall(int v) { n += v; return n; }
  int opCall(int a, int b) const { return a * b; }
  string opCall(const string &in s) const { return s + n; }
  void opCall() { n = 0; }
}
void main() {
  Adder a;
  println(a(10));  // expect: 10
  println(a(5));  // expect: 15
  println(a(3, 4));  // expect: 12
  const Adder@ c = a;
  println(c("n="));  // expect: n=15
  println(c(6, 7));  // expect: 42
  a();
  println(a("n="));  // expect: n=0
}
