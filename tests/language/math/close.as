void main() {
  println(closeTo(1.0, 1.1, 0.06));  // expect: true
  println(closeTo(1.0, 1.1, 0.04));  // expect: false
  println(closeTo(0.0, 0.05, 0.06));  // expect: true
  println(closeTo(0.07, 0.0, 0.06));  // expect: false
  println(closeTo(1e-310, 2e-310, 0.06));  // expect: false
  println(closeTo(1.0f, 1.00001f));  // expect: true
  println(closeTo(1.0f, 1.001f));  // expect: false
  double big = 1e308 * 10;
  println(closeTo(big, big));  // expect: true
  println(closeTo(big, -big));  // expect: false
}
