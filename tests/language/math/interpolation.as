// row: MOD-67 MOD-68 MOD-69 MOD-77 MOD-78 MOD-81
void main() {
  println(math::lerp(10.0, 20.0, 0.25) + " " + math::lerp(1.0f, 3.0f, 2.0f) + " " + math::lerp(5.0, 5.0, 0.5));  // expect: 12.5 5 5
  println(math::invLerp(10.0, 20.0, 12.5) + " " + math::invLerp(3.0, 3.0, 7.0) + " " + math::invLerp(0.0f, 4.0f, 1.0f));  // expect: 0.25 0 0.25
  println(math::smoothstep(0.0, 1.0, 0.5) + " " + math::smoothstep(0.0, 1.0, -1.0) + " " + math::smoothstep(0.0, 2.0, 5.0));  // expect: 0.5 0 1
  println(math::smoothstep(0.0f, 1.0f, 0.25f));  // expect: 0.15625
  println(math::smoothstep(1.0, 1.0, 0.5) + " " + math::smoothstep(1.0, 1.0, 1.0));  // expect: 0 1
  println(math::toRadians(180.0) == math::PI && math::toDegrees(math::PI) == 180);  // expect: true
  println(math::toRadians(90.0f) + " " + math::toDegrees(1.0f));  // expect: 1.5708 57.2958
  println(math::mulAdd(2.0, 3.0, 4.0) + " " + math::mulAdd(0.5f, 4.0f, 1.0f));  // expect: 10 3
  double x = 1 + math::EPSILON;
  println(math::mulAdd(x, x, -1 - 2 * math::EPSILON) > 0);  // expect: true
}
