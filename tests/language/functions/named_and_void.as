// row: EXP-03 EXP-04
int f(int a, int b = 20, int c = 30) { return a * 10000 + b * 100 + c; }
bool parse(const string &in s, int &out value, string &out rest) { value = 5; rest = "r"; return true; }
class C {
  int n;
  C(int first = 1, int second = 2) { n = first * 10 + second; }
  int m(int x, int y = 4) { return x - y; }
}
void main() {
  println(f(a: 1));  // expect: 12030
  println(f(c: 3, a: 1));  // expect: 12003
  println(f(1, c: 3));  // expect: 12003
  println(f(c: 3, b: 2, a: 1));  // expect: 10203
  println(C(second: 7).n);  // expect: 17
  println(C().m(y: 1, x: 9));  // expect: 8
  int v;
  println(parse("x", v, void));  // expect: true
  println(v);  // expect: 5
  println(parse("x", void, void));  // expect: true
  uint bytes;
  println(parseInt("42x", 10, void) + parseInt("7", 10, bytes));  // expect: 49
}
