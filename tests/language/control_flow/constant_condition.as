// A constant condition chooses at compile time, but both branches have a say in the type.
const bool DEBUG = true;
const int SIZE = DEBUG ? 4 : 8;
const double STEP = DEBUG ? 1 : 0.5;
string t(int) { return "int"; }
string t(double) { return "double"; }
void main() {
  switch (4) { case SIZE: println("four"); break; default: println("other"); }  // expect: four
  println(t(DEBUG ? 1 : 0.5));  // expect: double
  println(t(false ? 1.5 : 2));  // expect: double
  println(t(true ? 1 : 2));  // expect: int
  println(STEP / 2);  // expect: 0.5
  string s = "s";
  println((DEBUG ? s : "t") + (!DEBUG ? 1 : 2));  // expect: s2
  int[] a = {1}, b = {2};
  int[] c = DEBUG ? a : b;
  c[0] = 9;
  println(a[0] + " " + c[0]);  // expect: 1 9
}
