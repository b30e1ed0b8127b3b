// row: GLB-01
void main() {
  int8 a = -128; int16 b = -32768; int c = -2147483648; int64 d = -9223372036854775807 - 1;
  println(a + " " + b + " " + c + " " + d);  // expect: -128 -32768 -2147483648 -9223372036854775808
  uint8 e = 255; uint16 f = 65535; uint g = 4294967295; uint64 h = 0xFFFFFFFFFFFFFFFF;
  println(e + " " + f + " " + g + " " + h);  // expect: 255 65535 4294967295 18446744073709551615
  int32 i = 5; uint32 j = 6;
  int k = i; uint l = j;
  println(k + l);  // expect: 11
  float x = 16777216.0f;
  x = x + 1.0f;
  println(x == 16777216.0f);  // expect: true
  float s = 0;
  for (int n = 0; n < 10; n++) s += 0.1f;
  println(s == 1.0f);  // expect: false
  println(double(s) > 1.0000001 && double(s) < 1.0000002);  // expect: true
  double y = 16777216.0;
  println(y + 1 == 16777217.0);  // expect: true
}
