// row: MOD-61 MOD-62 MOD-63 MOD-64 MOD-65 MOD-66
void main() {
  int least = -2147483647 - 1;
  println(math::abs(-7) + " " + math::abs(least) + " " + math::abs(int64(least)));  // expect: 7 -2147483648 2147483648
  println(math::abs(-2.5) + " " + math::abs(-0.0) + " " + math::abs(-1.5f));  // expect: 2.5 0 1.5
  println(math::sign(-3) + " " + math::sign(0) + " " + math::sign(int64(9000000000)));  // expect: -1 0 1
  println(math::sign(-2.5) + " " + math::sign(0.0) + " " + math::sign(0.0f) + " " + math::sign(math::NAN));  // expect: -1 0 0 nan
  println(math::copysign(3.0, -0.0) + " " + math::copysign(-3.0f, 1.0f));  // expect: -3 3
  println(math::min(3, -7) + " " + math::max(3, -7));  // expect: -7 3
  println(math::min(1.5, 2.0) + " " + math::max(1.5f, 2.5f));  // expect: 1.5 2.5
  uint64 a = 18446744073709551615, b = 1;
  println(math::min(a, b) + " " + math::max(a, b));  // expect: 1 18446744073709551615
  uint c = 4294967295, d = 1;
  println(math::min(c, d) + " " + math::max(c, d));  // expect: 1 4294967295
  println(math::min(math::NAN, 1.0) + " " + math::max(1.0, math::NAN) + " " + math::min(math::NAN, math::NAN));  // expect: 1 1 nan
  println(math::clamp(5, 1, 3) + " " + math::clamp(-5, 1, 3) + " " + math::clamp(2, 1, 3));  // expect: 3 1 2
  println(math::clamp(0.5, 1.0, 2.0) + " " + math::clamp(a, b, a) + " " + math::clamp(math::NAN, 0.0, 1.0));  // expect: 1 18446744073709551615 nan
  try { math::clamp(1, 3, 2); } catch { println("raised"); }  // expect: raised
  try { math::clamp(1.0, 0.0, math::NAN); } catch { println("raised"); }  // expect: raised
}
