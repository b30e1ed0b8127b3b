// row: MOD-03 MOD-04
enum Color { Red, Green = 5 }
void main() {
  println();  // expect:
  int8 a = -128; uint8 b = 255; int16 c = -32768; uint16 d = 65535;
  uint64 big = 18446744073709551615;
  int64 small = -9223372036854775807;
  println(a, b, c, d);  // expect: -128255-3276865535
  println(big);  // expect: 18446744073709551615
  println(small);  // expect: -9223372036854775807
  println(uint(4294967295));  // expect: 4294967295
  println(true);  // expect: true
  println(1 == 2);  // expect: false
  println(Green);  // expect: 5
  println(1.0 / 3);  // expect: 0.333333
  println(1.0f / 3);  // expect: 0.333333
  println(1e20);  // expect: 1e+20
  println(123456789.0);  // expect: 1.23457e+08
  println(0.0001);  // expect: 0.0001
  println(0.00001);  // expect: 1e-05
  println(-0.0);  // expect: -0
  println(math::INFINITY);  // expect: inf
  println(-math::INFINITY);  // expect: -inf
  println(math::NAN);  // expect: nan
  println("");  // expect:
  print("no");
  print(' newline');
  print(1);
  print(2.5);
  print("\n");  // expect: no newline12.5
}
