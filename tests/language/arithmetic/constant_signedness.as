// Signedness of +, -, *, /, %, ** and of comparisons when int and uint meet:
// a signed operand that is no constant makes the operation signed; otherwise an unsigned operand makes it unsigned.
// So with exactly one constant the other operand decides.
// A constant uint minus a larger constant uint is an int. The same holds for int64 and uint64.
// A constant double beside a float variable is converted to float.
string t(int) { return "int"; }
string t(uint) { return "uint"; }
string t(int64) { return "int64"; }
string t(uint64) { return "uint64"; }
string t(float) { return "float"; }
string t(double) { return "double"; }
void main() {
  int i = 3; uint u = 3; uint8 b = 3; int64 w = 3; uint64 q = 3; float f = 2.1f; double d = 2;
  println(t(u + 7));  // expect: uint
  println(t(7 * u));  // expect: uint
  println(t(u + (-7)));  // expect: uint
  println(t(b + 1));  // expect: uint
  println(t(i + 0x7));  // expect: int
  println(t(0x7 - i));  // expect: int
  println(t(q % 2));  // expect: uint64
  println(t(w / 0x2));  // expect: int64
  println(t(q + i));  // expect: int64
  println(t(u * i));  // expect: int
  println(t(3 + 0x3));  // expect: uint
  println(t(int8(3) + uint16(3)));  // expect: uint
  println(t(int64(3) + uint64(3)));  // expect: uint64
  println(t(0x5 - 0x3));  // expect: uint
  println(t(0x3 - 0x5));  // expect: int
  println(t(uint64(3) - uint64(5)));  // expect: int64
  println(u - 7);  // expect: 4294967292
  println(u - 7 > 0);  // expect: true
  println(-1 < u);  // expect: false
  println(u > -1);  // expect: false
  println(-1 < 0x1);  // expect: false
  int m = -1;
  println(m < u);  // expect: true
  println(m < 0x1);  // expect: true
  println(m * u < 0x1);  // expect: true
  println((-7) / u);  // expect: 1431655763
  println(t(f * 2.1));  // expect: float
  println(t(f * d));  // expect: double
  println(f == 2.1);  // expect: true
  println(2.1f == 2.1);  // expect: false
}
