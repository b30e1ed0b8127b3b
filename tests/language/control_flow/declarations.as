// row: STM-01 STM-02
class C { int v = 9; int w; }
int dirty(int a, int b) { int c = a * b; int d = c + 77; return d; }
int fresh() { int x; double d; bool b; string s; int64 l; return (b ? 1 : 0) + x + int(d) + int(s.length()) + int(l); }
void main() {
  int a = 1, b = a + 1, c;
  println(a + b + c);  // expect: 3
  {
    int a = 10;
    {
      string a = "inner";
      println(a);  // expect: inner
    }
    println(a);  // expect: 10
  }
  for (int a = 5; a < 6; a++) println(a);  // expect: 5
  println(a);  // expect: 1
  dirty(1234, 5678);
  println(fresh());  // expect: 0
  C o;
  C@ h;
  println(o.v + o.w);  // expect: 9
  println(h is null);  // expect: true
  for (int i = 0; i < 2; i++) { int n; n += 3; println(n); }
  // expect: 3
  // expect: 3
}
