// row: MOD-15
void main() {
  uint n = 99;
  println(parseInt("  42"));  // expect: 42
  println(parseInt("+42"));  // expect: 42
  println(parseInt("-12x", 10, n) + " " + n);  // expect: -12 3
  println(parseInt("x", 10, n) + " " + n);  // expect: 0 0
  println(parseInt("", 10, n) + " " + n);  // expect: 0 0
  println(parseInt("-", 10, n) + " " + n);  // expect: 0 0
  println(parseInt("-ff", 16));  // expect: -255
  println(parseInt("FF", 16));  // expect: 255
  println(parseInt("101", 2));  // expect: 5
  println(parseInt("777", 8));  // expect: 511
  println(parseInt("Zz", 36));  // expect: 1295
  println(parseInt("11", 0) + parseInt("11", 1));  // expect: 6
  println(parseInt("z", 1000));  // expect: 35
  println(parseInt("9223372036854775807"));  // expect: 9223372036854775807
  println(parseInt("-9223372036854775808"));  // expect: -9223372036854775808
  println(parseInt("9223372036854775808"));  // expect: -9223372036854775808
  println(parseUInt("18446744073709551615"));  // expect: 18446744073709551615
  println(parseUInt("18446744073709551616"));  // expect: 0
  println(parseUInt("-5", 10, n) + " " + n);  // expect: 0 0
  println(parseUInt("ffg", 16, n) + " " + n);  // expect: 255 2
  println(parseFloat("  2.5x", n) + " " + n);  // expect: 2.5 5
  println(parseFloat("1e+", n) + " " + n);  // expect: 1 1
  println(parseFloat("-5.5e-2", n) + " " + n);  // expect: -0.055 7
  println(parseFloat(".5", n) + " " + n);  // expect: 0.5 2
  println(parseFloat("5.", n) + " " + n);  // expect: 5 2
  println(parseFloat("abc", n) + " " + n);  // expect: 0 0
  println(parseFloat("inf", n) + " " + n);  // expect: inf 3
  println(parseFloat("-NaN", n) + " " + n);  // expect: nan 4
  println(parseFloat("1e400", n) + " " + n);  // expect: inf 5
  println(parseFloat("0x10", n) + " " + n);  // expect: 16 4
  println(parseFloat("1,5", n) + " " + n);  // expect: 1 1
}
