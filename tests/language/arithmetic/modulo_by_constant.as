// The remainder by a constant has the sign of the dividend, powers of two included.
void main() {
  for (int i = -10; i <= 10; i += 5) println(i % 8 + " " + i % 7 + " " + i % 1 + " " + i % 4);
    // expect: -2 -3 0 -2
    // expect: -5 -5 0 -1
    // expect: 0 0 0 0
    // expect: 5 5 0 1
    // expect: 2 3 0 2
  int least = -2147483647 - 1, most = 2147483647;
  println(least % 512 + " " + least % 3 + " " + most % 512 + " " + most % 30269);  // expect: 0 -2 511 19173
  int8 small = -7;
  println(small % 4 + " " + least % 32767 + " " + least % 32768);  // expect: -3 -2 0
}
