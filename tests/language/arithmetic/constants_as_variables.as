// Constant expressions give what the same expression gives at run time.
void main() {
  int big = 2147483647; int low = -2147483647 - 1; uint u = 0xFFFFFFFF; int64 wide = 9223372036854775807;
  int8 s = -128; uint8 b = 255; float f = 16777216.0f; double d = 0.1; int three = 3; int one = 1; int shift = 33;
  println(2147483647 + 1 == big + one);  // expect: true
  println(-2147483647 - 1 - 1 == low - one);  // expect: true
  println(0xFFFFFFFF + 1 == u + one);  // expect: true
  println(9223372036854775807 + 1 == wide + one);  // expect: true
  println(int8(-128) - 1 == s - one);  // expect: true
  println(uint8(255) + 1 == b + one);  // expect: true
  println(int8(100 + three + 60) == int8(163));  // expect: true
  println(16777216.0f + 1.0f == f + 1.0f);  // expect: true
  println(0.1 * 3 == d * three);  // expect: true
  println(float(0.1) * 3 == float(d) * three);  // expect: true
  println(1 << 33 == one << shift);  // expect: true
  println(-7 / 2 == -7 / (one + one));  // expect: true
  println(-7 % 3 == -7 % three);  // expect: true
  println(2 ** 3 ** 2 == (one + one) ** three ** 2);  // expect: true
  println(int(3.99) + int(-3.99) == int(d * 39.9) + int(d * -39.9));  // expect: true
  println(uint8(300) == uint8(big - 2147483347));  // expect: true
  println(-16 >> 2 == -(three + 13) >> 2);  // expect: true
  println(-16 >>> 2 == -(three + 13) >>> 2);  // expect: true
  println(~0xF0 == ~(u & 0xF0));  // expect: true
  println(7.5 % 2 == (d * 75) % 2);  // expect: true
}
