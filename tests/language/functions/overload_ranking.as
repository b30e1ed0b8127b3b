// The cheapest sum of conversions wins.
enum Color { Red, Green }
int f(int a) { return 1; }
int f(double a) { return 2; }
int f(const string &in a) { return 3; }
int f(int[]@ a) { return 4; }
int f(bool a) { return 5; }
int f(Color c) { return 6; }
int f(int a, int b) { return 7; }
int g(uint8 a) { return 1; }
int g(int64 a) { return 2; }
int h(int64 a) { return 1; }
int h(double a) { return 2; }
int p(int a, double b) { return 1; }
int p(double a, int b) { return 2; }
int q(float a) { return 1; }
int q(const string &in a) { return 2; }
void main() {
  int i = 1; int8 small = 1; uint u = 1; float fl = 1;
  println(f(1));  // expect: 1
  println(f(small));  // expect: 1
  println(f(u));  // expect: 1
  println(f(1.5));  // expect: 2
  println(f(fl));  // expect: 2
  println(f("s"));  // expect: 3
  println(f({1, 2}));  // expect: 4
  println(f(true));  // expect: 5
  println(f(Red));  // expect: 6
  println(f(Red + 1));  // expect: 1
  println(f(1, 2));  // expect: 7
  println(g(i));  // expect: 2
  println(h(i));  // expect: 1
  println(h(fl));  // expect: 2
  println(p(1, 1.5));  // expect: 1
  println(p(1.5, 1));  // expect: 2
  println(q(1));  // expect: 1
}
