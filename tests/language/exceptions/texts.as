// row: GLB-13 GLB-14
class D { string n; D(const string &in s) { n = s; } ~D() { println("~" + n); } }
int deep(int n) {
  D d("d" + n);
  if (n == 0) throw("bottom");
  return deep(n - 1) + 1;
}
int power(int a, int b) { return a ** b; }
void run(int k) {
  D@ none;
  int zero = 0;
  int[] a = {1};
  switch (k) {
    case 0: none.n = ""; break;
    case 1: zero = 1 / zero; break;
    case 2: zero = a[5]; break;
    case 3: zero = power(10, 20); break;
  }
}
void main() {
  for (int k = 0; k < 4; k++) {
    try { run(k); } catch { println(getExceptionInfo()); }
  }
  // expect: Null pointer access
  // expect: Divide by zero
  // expect: Index out of bounds
  // expect: Overflow in exponent operation
  try { deep(4); } catch { println("caught " + getExceptionInfo()); }
  // expect: ~d0
  // expect: ~d1
  // expect: ~d2
  // expect: ~d3
  // expect: ~d4
  // expect: caught bottom
  try {
    try { deep(0); } catch { throw("re-" + getExceptionInfo()); }
  } catch { println(getExceptionInfo()); }
  // expect: ~d0
  // expect: re-bottom
}
