class R {
  int[] a = {5, 6, 7};
  string s = "abc";
  int &x(int i) { return a[i]; }
  int &deep(int i) { return x(i); }
  const int &cx() const { return a[0]; }
  string &str() { return s; }
}
class W {
  R r;
  R &get() { return r; }
  const R &cget() const { return r; }
}
int level = 4;
int &ref() { return level; }
void main() {
  W w;
  w.get().x(0) = 3;
  println(w.cget().cx());  // expect: 3
  w.get().str() += "d";
  w.get().str()[1] = 66;
  w.get().str().insert(0, "<");
  println(w.r.s + " " + w.get().str().length());  // expect: <aBcd 5
  int old = w.get().x(0)++;
  println(old + " " + w.r.a[0]);  // expect: 3 4
  w.r.deep(1) *= 10;
  println(++w.r.deep(1));  // expect: 61
  R copy = w.get();
  copy.x(0) = 100;
  println(w.r.a[0]);  // expect: 4
  R@ h = w.get();
  h.x(0) = 101;
  println(w.r.a[0]);  // expect: 101
  w.get() = copy;
  println(w.r.a[0]);  // expect: 100
  auto q = w.get().x(0);
  q = 0;
  println(w.r.x(0));  // expect: 100
  ref() += 5;
  println(level + " " + (ref()-- + ref()));  // expect: 9 17
  w.r.x(0) = w.r.x(1) = 42;
  println(w.r.a[0] + " " + w.r.a[1]);  // expect: 42 42
  try { w.r.x(7) = 3; } catch { println(getExceptionInfo()); }  // expect: Index out of bounds
  R@ none;
  try { none.x(0) = 3; } catch { println(getExceptionInfo()); }  // expect: Null pointer access
}
