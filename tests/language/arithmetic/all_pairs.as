// row: EXP-05 GLB-01
string t(int8) { return "i8"; }
string t(int16) { return "i16"; }
string t(int) { return "i32"; }
string t(int64) { return "i64"; }
string t(uint8) { return "u8"; }
string t(uint16) { return "u16"; }
string t(uint) { return "u32"; }
string t(uint64) { return "u64"; }
string t(float) { return "f"; }
string t(double) { return "d"; }
void main() {
  int8 a = 1; int16 b = 1; int c = 1; int64 d = 1; uint8 e = 1; uint16 f = 1; uint g = 1; uint64 h = 1; float i = 1; double j = 1;
  println(t(a+a)+" "+t(a+b)+" "+t(a+c)+" "+t(a+d)+" "+t(a+e)+" "+t(a+f)+" "+t(a+g)+" "+t(a+h)+" "+t(a+i)+" "+t(a+j));
  // expect: i32 i32 i32 i64 i32 i32 i32 i64 f d
  println(t(b+a)+" "+t(b+b)+" "+t(b+c)+" "+t(b+d)+" "+t(b+e)+" "+t(b+f)+" "+t(b+g)+" "+t(b+h)+" "+t(b+i)+" "+t(b+j));
  // expect: i32 i32 i32 i64 i32 i32 i32 i64 f d
  println(t(c+a)+" "+t(c+b)+" "+t(c+c)+" "+t(c+d)+" "+t(c+e)+" "+t(c+f)+" "+t(c+g)+" "+t(c+h)+" "+t(c+i)+" "+t(c+j));
  // expect: i32 i32 i32 i64 i32 i32 i32 i64 f d
  println(t(d+a)+" "+t(d+b)+" "+t(d+c)+" "+t(d+d)+" "+t(d+e)+" "+t(d+f)+" "+t(d+g)+" "+t(d+h)+" "+t(d+i)+" "+t(d+j));
  // expect: i64 i64 i64 i64 i64 i64 i64 i64 f d
  println(t(e+a)+" "+t(e+b)+" "+t(e+c)+" "+t(e+d)+" "+t(e+e)+" "+t(e+f)+" "+t(e+g)+" "+t(e+h)+" "+t(e+i)+" "+t(e+j));
  // expect: i32 i32 i32 i64 u32 u32 u32 u64 f d
  println(t(f+a)+" "+t(f+b)+" "+t(f+c)+" "+t(f+d)+" "+t(f+e)+" "+t(f+f)+" "+t(f+g)+" "+t(f+h)+" "+t(f+i)+" "+t(f+j));
  // expect: i32 i32 i32 i64 u32 u32 u32 u64 f d
  println(t(g+a)+" "+t(g+b)+" "+t(g+c)+" "+t(g+d)+" "+t(g+e)+" "+t(g+f)+" "+t(g+g)+" "+t(g+h)+" "+t(g+i)+" "+t(g+j));
  // expect: i32 i32 i32 i64 u32 u32 u32 u64 f d
  println(t(h+a)+" "+t(h+b)+" "+t(h+c)+" "+t(h+d)+" "+t(h+e)+" "+t(h+f)+" "+t(h+g)+" "+t(h+h)+" "+t(h+i)+" "+t(h+j));
  // expect: i64 i64 i64 i64 u64 u64 u64 u64 f d
  println(t(i+a)+" "+t(i+b)+" "+t(i+c)+" "+t(i+d)+" "+t(i+e)+" "+t(i+f)+" "+t(i+g)+" "+t(i+h)+" "+t(i+i)+" "+t(i+j));
  // expect: f f f f f f f f f d
  println(t(j+a)+" "+t(j+b)+" "+t(j+c)+" "+t(j+d)+" "+t(j+e)+" "+t(j+f)+" "+t(j+g)+" "+t(j+h)+" "+t(j+i)+" "+t(j+j));
  // expect: d d d d d d d d d d
  println(t(-a)+" "+t(-b)+" "+t(-c)+" "+t(-d)+" "+t(-e)+" "+t(-f)+" "+t(-g)+" "+t(-h)+" "+t(-i)+" "+t(-j));
  // expect: i8 i16 i32 i64 i8 i16 i32 i64 f d
  println(t(~a)+" "+t(~b)+" "+t(~c)+" "+t(~d)+" "+t(~e)+" "+t(~f)+" "+t(~g)+" "+t(~h));
  // expect: u8 u16 u32 u64 u8 u16 u32 u64
  println(t(a<<b)+" "+t(e<<b)+" "+t(d>>c)+" "+t(h>>c)+" "+t(g&c)+" "+t(c&g)+" "+t(c|h)+" "+t(e^d));
  // expect: i32 u32 i64 u64 u32 i32 i64 u64
  int big = 2147483647; uint umax = 4294967295; int8 m = 127; uint8 n = 255; int64 l = 9223372036854775807;
  big++; umax++; m++; n++; l++;
  println(big + " " + umax + " " + m + " " + n + " " + l);  // expect: -2147483648 0 -128 0 -9223372036854775808
  float third = 1.0f / 3.0f;
  println(double(third) == 1.0 / 3.0);  // expect: false
  println(double(float(0.1) + float(0.2)) == 0.1 + 0.2);  // expect: false
  println(16777216.0f + 1.0f == 16777216.0f);  // expect: true
}
