// row: EXP-11
int n = 0;
int hit() { n++; return n; }
class C { int v; C(int x) { v = x; } }
void main() {
  int a = 1, b = 2;
  bool c = true;
  (c ? a : b) = 3;
  (!c ? a : b) += 5;
  println(a + " " + b);  // expect: 3 7
  println(c ? 10 : hit());  // expect: 10
  println(n);  // expect: 0
  println(true ? 1 : 2.5);  // expect: 1
  double d = c ? 1 : 0.5;
  println(d);  // expect: 1
  C x(1), y(2);
  println((c ? x : y).v);  // expect: 1
  C@ h = c ? null : @x;
  println(h is null);  // expect: true
  println(a > 5 ? "big" : a > 2 ? "mid" : "small");  // expect: mid
  int[] arr = {1, 2};
  (c ? arr[0] : arr[1]) = 9;
  println(arr[0]);  // expect: 9
}
