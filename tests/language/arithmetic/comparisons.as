// row: EXP-23
double zero() { return 0; }
void main() {
  double nan = sqrt(-1.0 + zero());
  println(nan == nan);  // expect: false
  println(nan != nan);  // expect: true
  println(nan < 1 || nan > 1 || nan <= nan);  // expect: false
  int m = -1; uint one = 1; int64 w = -1; uint64 v = 1;
  println(m < one);  // expect: true
  println(w < v);  // expect: true
  println("abc" < "abd" && "ab" < "abc" && "B" < "a" && "" < "a");  // expect: true
  println("a" == "a" && "a" != "A");  // expect: true
  println("\xff" > "z");  // expect: true
  println(0.1f == 0.1);  // expect: false
  println(int8(-1) < 0 && uint8(255) > 0);  // expect: true
}
