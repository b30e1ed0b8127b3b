// row: OPR-09
// The left side's opX comes first, then the right side's opX_r, then conversions to numbers.
class B {
  string opAdd_r(const A &in) const { return "B.opAdd_r(A)"; }
  string opSub_r(const A &in) const { return "B.opSub_r(A)"; }
  int opImplConv() const { return 20; }
}
class A {
  string opAdd(const B &in) const { return "A.opAdd(B)"; }
  int opImplConv() const { return 10; }
}
void main() {
  A a; B b;
  println(a + b);  // expect: A.opAdd(B)
  println(a - b);  // expect: B.opSub_r(A)
  println(a * 3);  // expect: 30
  println(3 - b);  // expect: -17
}
