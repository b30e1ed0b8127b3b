// row: MOD-30 MOD-31 MOD-32 MOD-33 MOD-34 MOD-35 MOD-36 MOD-37 MOD-38 MOD-39 MOD-40 MOD-41 MOD-42 MOD-43 MOD-44
// row: MOD-45 MOD-46 MOD-47 MOD-48 MOD-49 MOD-50 MOD-51 MOD-52 MOD-53 MOD-54 MOD-55
void main() {
  double inf = math::INFINITY, nan = math::NAN;
  println(math::sin(inf) + " " + math::cos(nan) + " " + math::tan(-0.0));  // expect: nan nan -0
  println(math::asin(2.0) + " " + math::acos(-2.0) + " " + math::atan(inf));  // expect: nan nan 1.5708
  println(math::atan2(0.0, -1.0) + " " + math::atan2(-0.0, -1.0) + " " + math::atan2(-0.0, 1.0));  // expect: 3.14159 -3.14159 -0
  println(math::atan2(1.0, 1.0) + " " + math::atan2(1.0, -1.0) + " " + math::atan2(-1.0, -1.0) + " " + math::atan2(-1.0, 1.0));  // expect: 0.785398 2.35619 -2.35619 -0.785398
  println(math::sinh(-inf) + " " + math::cosh(-inf) + " " + math::tanh(-inf));  // expect: -inf inf -1
  println(math::asinh(-0.0) + " " + math::acosh(0.5) + " " + math::atanh(1.0) + " " + math::atanh(2.0));  // expect: -0 nan inf nan
  println(math::exp(-inf) + " " + math::exp(1000.0) + " " + math::exp2(10.0) + " " + math::expM1(-inf));  // expect: 0 inf 1024 -1
  println(math::ln(0.0) + " " + math::ln(-1.0) + " " + math::log2(0.125) + " " + math::log10(1e5));  // expect: -inf nan -3 5
  println(math::log(8.0, 2.0) + " " + math::log(1.0) + " " + math::ln1p(-1.0));  // expect: 3 0 -inf
  println(math::pow(0.0, 0.0) + " " + math::pow(-8.0, 1.0 / 3) + " " + math::pow(2.0, -inf) + " " + math::pow(nan, 0.0));  // expect: 1 nan 0 1
  println(math::powi(2.0, -3) + " " + math::powi(-2.0, 3) + " " + math::powi(2.0f, 10));  // expect: 0.125 -8 1024
  println(math::sqrt(-1.0) + " " + math::sqrt(-0.0) + " " + math::cbrt(-27.0) + " " + math::hypot(3.0, 4.0));  // expect: nan -0 -3 5
  println(math::hypot(1e200, 1e200) + " " + math::hypot(inf, nan));  // expect: 1.41421e+200 inf
  println(closeTo(math::expM1(1e-10), 1.00000000005e-10, 1e-15) && closeTo(math::ln1p(1e-10), 9.9999999995e-11, 1e-15));  // expect: true
  float third = math::sqrt(1.0f / 9);
  println(third == 1.0f / 3);  // expect: true
  println(math::sin(0.5f) == float(math::sin(0.5)) && math::sin(0.5f) != math::sin(0.5));  // expect: true
  println(math::sqrt(16) + math::sqrt(uint(9)) + math::sqrt(int64(4)) + math::sqrt(uint8(1)));  // expect: 10
}
