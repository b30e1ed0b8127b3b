// A function whose declaration has an error is no ground for others.
class A {
  Unknwon f(int x) { return 0; }  // expect error: unknown type 'Unknwon'
  void g(Nothing n) {}  // expect error: unknown type 'Nothing'
  void h() const { f(1); g(2); f(); }
}
void main() {}
