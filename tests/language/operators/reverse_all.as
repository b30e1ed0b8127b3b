// row: OPR-08
class N {
  string opAdd_r(int v) const { return v + "add"; }
  string opSub_r(int v) const { return v + "sub"; }
  string opMul_r(int v) const { return v + "mul"; }
  string opDiv_r(int v) const { return v + "div"; }
  string opMod_r(int v) const { return v + "mod"; }
  string opPow_r(int v) const { return v + "pow"; }
  string opAnd_r(int v) const { return v + "and"; }
  string opOr_r(int v) const { return v + "or"; }
  string opXor_r(int v) const { return v + "xor"; }
  string opShl_r(int v) const { return v + "shl"; }
  string opShr_r(int v) const { return v + "shr"; }
  string opUShr_r(int v) const { return v + "ushr"; }
}
class V {
  float x;
  V(float v) { x = v; }
  V opMul_r(float f) const { return V(f * x); }
}
void main() {
  N n;
  println(1 + n);  // expect: 1add
  println(2 - n);  // expect: 2sub
  println(3 * n);  // expect: 3mul
  println(4 / n);  // expect: 4div
  println(5 % n);  // expect: 5mod
  println(6 ** n);  // expect: 6pow
  println(7 & n);  // expect: 7and
  println(8 | n);  // expect: 8or
  println(9 ^ n);  // expect: 9xor
  println(10 << n);  // expect: 10shl
  println(11 >> n);  // expect: 11shr
  println(12 >>> n);  // expect: 12ushr
  V v(1.5f);
  println((2.0f * v).x);  // expect: 3
}
