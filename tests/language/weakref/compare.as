// row: GLB-11
// is and == compare what is referred to.
class C { int v; C(int x) { v = x; } bool opEquals(const C &in other) const { return v == other.v; } }
void main() {
  C@ a = C(1), b = C(1);
  weakref<C> w(a), x = w, empty;
  const_weakref<C> k = w;
  println((w is a) + " " + (a is w) + " " + (w is b) + " " + (w !is b));  // expect: true true false true
  println((w is x) + " " + (w == x) + " " + (w is k) + " " + (k == a));  // expect: true true true true
  println((w == a) + " " + (w == b) + " " + (w != b));  // expect: true false true
  println((empty is null) + " " + (w !is null) + " " + (empty == null));  // expect: true true true
  x = b;
  println((w is x) + " " + (w == x) + " " + (x is empty));  // expect: false false false
  @a = null;
  println((w is null) + " " + (w is empty) + " " + (k is null));  // expect: true true true
}
