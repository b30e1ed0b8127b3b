// row: MOD-56 MOD-57 MOD-58 MOD-59 MOD-60
void main() {
  println(math::floor(-0.5) + " " + math::ceil(-0.5) + " " + math::floor(2.0) + " " + math::ceil(2.1f));  // expect: -1 -0 2 3
  println(math::round(0.5) + " " + math::round(1.5) + " " + math::round(2.5) + " " + math::round(-2.5));  // expect: 1 2 3 -3
  println(math::round(0.49999999999999994) + " " + math::round(-0.2));  // expect: 0 -0
  println(math::trunc(2.9) + " " + math::trunc(-2.9f) + " " + math::trunc(-0.9));  // expect: 2 -2 -0
  println(math::fract(2.75) + " " + math::fract(-2.75) + " " + math::fract(3.0f));  // expect: 0.75 -0.75 0
  println(math::floor(math::INFINITY) + " " + math::round(math::NAN));  // expect: inf nan
  println(math::round(9007199254740993.0) == 9007199254740992.0);  // expect: true
}
