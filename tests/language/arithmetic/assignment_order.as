// row: EXP-01 EXP-02 EXP-19
string log;
int at(const string &in n, int v) { log += n; return v; }
class P { int x; int y; }
P@ obj(const string &in n, P@ p) { log += n; return p; }
int f(int a, int b, int c) { return a * 100 + b * 10 + c; }
int g = 0;
void main() {
  int[] a = {0, 0, 0};
  P p;
  a[at("L", 1)] = at("R", 5);
  println(log + " " + a[1]);  // expect: RL 5
  log = "";
  obj("o", p).x = at("v", 7);
  println(log + " " + p.x);  // expect: vo 7
  log = "";
  int r = f(at("a", 1), at("b", 2), at("c", 3));
  println(r + " " + log);  // expect: 123 cba
  int x, y, z;
  x = y = z = 4;
  println(x + y + z);  // expect: 12
  println((x = 3) + x);  // expect: 6
  g = x = 9;
  p.y = g = 8;
  a[2] = p.y = 6;
  println("" + x + g + p.y + a[2]);  // expect: 9866
  int[] b = a;
  b[0] = 1; a = b;
  println(a[0]);  // expect: 1
}
