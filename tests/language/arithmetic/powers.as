// row: EXP-06 EXP-07
int ints(int a, int b) { return a ** b; }
int64 longs(int64 a, int b) { return a ** b; }
string raised(int a, int b) { try { return "" + ints(a, b); } catch { return getExceptionInfo(); } }
void main() {
  println(2 ** 3 ** 2);  // expect: 64
  println(2 * 3 ** 2);  // expect: 18
  println(-2 ** 2);  // expect: 4
  println(ints(-3, 3));  // expect: -27
  println(raised(2, 31));  // expect: Overflow in exponent operation
  println(raised(10, 10));  // expect: Overflow in exponent operation
  println(longs(10, 18));  // expect: 1000000000000000000
  println(2.0 ** -1);  // expect: 0.5
  println(2.0f ** 0.5 > 1.4142f);  // expect: true
  int m = -16; int64 w = -16; uint u = 0xF0; int k = 33;
  println(m >> 2);  // expect: 1073741820
  println(m >>> 2);  // expect: -4
  println(w >>> 2);  // expect: -4
  println(1 << k);  // expect: 2
  println(w >> 60);  // expect: 15
  println(u & 0x3C | 1 ^ 3);  // expect: 50
  println(~u);  // expect: 4294967055
}
