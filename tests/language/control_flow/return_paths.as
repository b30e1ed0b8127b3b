// row: STM-08
int a(bool x) { if (x) return 1; else return 2; }
int b() { while (true) { } }
int c(int x) { switch (x) { case 1: return 1; default: return 9; } }
int d(bool x) { { { if (x) { return 1; } } } return 2; }
int e() { try { throw("no"); return 1; } catch { return 2; } }
int f() { for (;;) { if (a(true) == 1) return 3; } }
double g() { return 7; }
int8 h() { return 300; }
float k(int x) { do { return x; } while (x > 0); }
void v(bool x) { if (x) return; println("not returned"); }
void main() {
  println(a(true) + a(false) + c(1) + c(2) + d(true) + d(false));  // expect: 16
  println(e() + f());  // expect: 5
  println(g() / 2);  // expect: 3.5
  println(h());  // expect: 44
  println(k(4) / 8);  // expect: 0.5
  v(true);
  v(false);  // expect: not returned
}
