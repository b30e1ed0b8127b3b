// row: FUN-06
int base = 10;
int next() { return ++base; }
namespace N {
  int base = 100;
  int f(int x = base + 1) { return x; }
}
int g(int x = next(), int y = base * 2) { return x * 1000 + y; }
class C {
  int base = 7;
  int m(int x = base) { return x; }
}
void main() {
  int base = 5;
  println(N::f());  // expect: 101
  println(C().m());  // expect: 10
  println(g(1));  // expect: 1020
  println(g(y: 0));  // expect: 11000
  println(base);  // expect: 5
}
