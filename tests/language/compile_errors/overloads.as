// row: FUN-05
int f(int x) { return x; }
double f(int x) { return x; }  // expect error
class C {
  int m() { return 1; }
  int m() const { return 2; }
  string m() { return ""; }  // expect error
}
