// row: MOD-70 MOD-71 MOD-72 MOD-73 MOD-74 MOD-75 MOD-76
void main() {
  double nan = math::NAN, inf = math::INFINITY, tiny = 5e-324;
  float nanf = math::FLT_NAN, inff = math::FLT_NEG_INFINITY, tinyf = 1e-40f;
  println(math::isNan(nan) + " " + math::isNan(nanf) + " " + math::isNan(inf) + " " + math::isNan(1.0f));  // expect: true true false false
  println(math::isInfinite(inf) + " " + math::isInfinite(inff) + " " + math::isInfinite(nan) + " " + math::isInfinite(1e300));  // expect: true true false false
  println(math::isFinite(1.0) + " " + math::isFinite(tinyf) + " " + math::isFinite(inf) + " " + math::isFinite(nanf));  // expect: true true false false
  println(math::isNormal(1.0) + " " + math::isNormal(tiny) + " " + math::isNormal(0.0f) + " " + math::isNormal(inff));  // expect: true false false false
  println(math::isSubnormal(tiny) + " " + math::isSubnormal(tinyf) + " " + math::isSubnormal(0.0) + " " + math::isSubnormal(1.0f));  // expect: true true false false
  println(math::isSignPositive(0.0) + " " + math::isSignPositive(-0.0) + " " + math::isSignPositive(inff));  // expect: true false false
  println(math::isSignNegative(-0.0) + " " + math::isSignNegative(-0.0f) + " " + math::isSignNegative(inf));  // expect: true true false
}
