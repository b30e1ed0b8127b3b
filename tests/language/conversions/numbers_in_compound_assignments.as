// x op= y computes in the common type and converts the result back.
void main() {
  int i = 5;
  i *= 2.5;
  println(i);  // expect: 12
  i -= 0.5;
  println(i);  // expect: 11
  i /= 0.5;
  println(i);  // expect: 22
  uint8 b = 200;
  b += 100;
  println(b);  // expect: 44
  b /= 300;
  println(b);  // expect: 0
  int8 c = -100;
  c >>= 1;
  println(c);  // expect: -50
  c >>>= 2;
  println(c);  // expect: -13
  uint u = 5;
  int minus = -1;
  u += minus;
  println(u);  // expect: 4
  u /= minus;
  println(u);  // expect: 4294967292
  float f = 1;
  f += 0.1;
  println(f == 1.1f);  // expect: true
  int x = 7;
  x **= 2.0;
  println(x);  // expect: 49
  double d = 10;
  d %= 4;
  println(d);  // expect: 2
  int64 w = 1;
  w <<= 40;
  w |= 0xFF;
  println(w);  // expect: 1099511628031
  uint64 big = 1;
  big -= 2;
  println(big);  // expect: 18446744073709551615
  string s;
  s = 12;
  s += 0.5f;
  println(s);  // expect: 120.5
}
