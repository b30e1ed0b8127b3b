// row: MOD-29
void main() {
  println(formatFloat(math::PI, "", 0, 15) + " " + formatFloat(math::E, "", 0, 15));  // expect: 3.141592653589793 2.718281828459045
  println(math::TAU == 2 * math::PI && math::FRAC_PI_2 * 2 == math::PI && math::FRAC_PI_4 * 4 == math::PI);  // expect: true
  println(math::FRAC_PI_3 + " " + math::FRAC_PI_6 + " " + math::FRAC_PI_8);  // expect: 1.0472 0.523599 0.392699
  println(math::FRAC_1_PI + " " + math::FRAC_2_PI + " " + math::FRAC_2_SQRT_PI);  // expect: 0.31831 0.63662 1.12838
  println(math::SQRT2 + " " + math::FRAC_1_SQRT_2);  // expect: 1.41421 0.707107
  println(math::LN2 + " " + math::LN10 + " " + math::LOG2_E + " " + math::LOG2_10);  // expect: 0.693147 2.30259 1.4427 3.32193
  println(math::LOG10_E + " " + math::LOG10_2);  // expect: 0.434294 0.30103
  println(math::INFINITY + " " + math::NEG_INFINITY + " " + math::NAN);  // expect: inf -inf nan
  println(1 + math::EPSILON > 1 && 1 + math::EPSILON / 2 == 1);  // expect: true
  println(math::DBL_MAX + " " + math::DBL_MIN + " " + math::DBL_MIN_POSITIVE);  // expect: 1.79769e+308 -1.79769e+308 2.22507e-308
  println(math::FLT_MAX + " " + math::FLT_MIN + " " + math::FLT_MIN_POSITIVE);  // expect: 3.40282e+38 -3.40282e+38 1.17549e-38
  println(math::FLT_INFINITY + " " + math::FLT_NEG_INFINITY + " " + math::FLT_NAN);  // expect: inf -inf nan
  float one = 1;
  println(one + math::FLT_EPSILON > one && one + math::FLT_EPSILON / 2 == one);  // expect: true
  const double twice = math::PI * 2;
  println(twice);  // expect: 6.28319
}
