// Last to first, defaults included; the object of a method behind the arguments; the index before the array.
int n(int v) { println("n" + v); return v; }
int[] a = {0, 0, 0};
int[]@ arr() { println("arr"); return a; }
void f(int x, int y = n(2), int z = n(3)) {}
void main() {
  f(n(1));
  // expect: n3
  // expect: n2
  // expect: n1
  f(c(4), z: n(5));
  // expect: n5
  // expect: n2
  // expect: n4
  f(z: n(6), x: n(7), y: n(8));
  // expect: n6
  // expect: n8
  // expect: n7
  arr().insertAt(n(1), n(9));
  // expect: n9
  // expect: n1
  // expect: arr
  println(arr()[n(1)] - n(2));
  // expect: n1
  // expect: arr
  // expect: n2
  // expect: 7
  int[] b = {n(1), n(2)};
  // expect: n1
  // expect: n2
}
int c(int v) { return n(v); }
