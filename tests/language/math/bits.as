// row: MOD-84 MOD-85
void main() {
  println(math::toBits(1.0) + " " + math::toBits(1.0f));  // expect: 4607182418800017408 1065353216
  println(math::toBits(-0.0) == uint64(0x8000000000000000));  // expect: true
  println(math::fromBits(uint(0x40490fdb)) + " " + math::fromBits(uint64(0x4000000000000000)));  // expect: 3.14159 2
  println(math::toBits(math::fromBits(uint64(0x7ff8000000000123))) == 0x7ff8000000000123);  // expect: true
  println(math::toBits(math::fromBits(uint64(0x7ff0000000000001))) == 0x7ff0000000000001);  // expect: true
  println(math::toBits(math::fromBits(uint(0x7fc00abc))) == 0x7fc00abc);  // expect: true
  println(fpToIEEE(2.0f) == math::toBits(2.0f) && fpFromIEEE(fpToIEEE(0.1)) == 0.1);  // expect: true
}
