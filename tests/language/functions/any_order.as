// row: FUN-01
int first() { return second() + LIMIT; }
bool even(int n) { return n == 0 ? true : odd(n - 1); }
bool odd(int n) { return n == 0 ? false : even(n - 1); }
Late@ make() { return Late(5); }
void main() {
  println(first());  // expect: 12
  println(even(10) && !odd(10) && odd(7));  // expect: true
  println(make().twice());  // expect: 10
}
int second() { return 2; }
const int LIMIT = 10;
class Late : Later { Late(int x) { v = x; } int twice() { return v * 2; } }
class Later { int v; }
