// row: MOD-79 MOD-80 MOD-82 MOD-83
void main() {
  println(math::fmod(7.5, 2.0) + " " + math::fmod(-7.5, 2.0) + " " + math::fmod(1.0, 0.0) + " " + math::fmod(5.5f, 2.0f));  // expect: 1.5 -1.5 nan 1.5
  println(math::remainder(5.0, 2.0) + " " + math::remainder(7.0, 2.0) + " " + math::remainder(-5.0f, 3.0f));  // expect: 1 -1 1
  println(math::divEuclid(7, 3) + " " + math::divEuclid(-7, 3) + " " + math::divEuclid(7, -3) + " " + math::divEuclid(-7, -3));  // expect: 2 -3 -2 3
  println(math::remEuclid(7, 3) + " " + math::remEuclid(-7, 3) + " " + math::remEuclid(7, -3) + " " + math::remEuclid(-7, -3));  // expect: 1 2 1 2
  println(math::divEuclid(-7.5, 2.0) + " " + math::remEuclid(-7.5, 2.0));  // expect: -4 0.5
  println(math::divEuclid(int64(-9000000000), 7) + " " + math::remEuclid(int64(-9000000000), 7));  // expect: -1285714286 2
  println(math::remEuclid(-1.5f, 1.0f));  // expect: 0.5
  int least = -2147483647 - 1, one = -1, zero = 0;
  println(math::remEuclid(least, one));  // expect: 0
  try { math::divEuclid(least, one); } catch { println("overflow"); }  // expect: overflow
  try { math::divEuclid(1, zero); } catch { println(getExceptionInfo()); }  // expect: Divide by zero
  try { math::remEuclid(1, zero); } catch { println(getExceptionInfo()); }  // expect: Divide by zero
  try { math::remEuclid(1.0, 0.0); } catch { println(getExceptionInfo()); }  // expect: Divide by zero
  try { math::divEuclid(1.0f, 0.0f); } catch { println(getExceptionInfo()); }  // expect: Divide by zero
}
