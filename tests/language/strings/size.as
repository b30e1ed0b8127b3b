// row: MOD-06
void main() {
  string s;
  println(s.length());  // expect: 0
  println(s.isEmpty());  // expect: true
  println(s.capacity());  // expect: 0
  s.reserve(100);
  println(s.capacity() >= 100);  // expect: true
  println(s.isEmpty());  // expect: true
  println(s == "");  // expect: true
  s += "añ€😀";
  println(s.length());  // expect: 10
  println(s.capacity() >= s.length());  // expect: true
  s.shrinkToFit();
  println(s);  // expect: añ€😀
  println(s.capacity() < 100);  // expect: true
  s.resize(4);
  println(s.length());  // expect: 4
  println(s[3]);  // expect: 226
  s.resize(6);
  println(s.length());  // expect: 6
  println(s[4] + s[5]);  // expect: 0
  s.clear();
  println(s.length());  // expect: 0
  println(s.isEmpty());  // expect: true
  s.resize(0);
  println(s.length());  // expect: 0
  s.resize(2);
  println(s == "\0\0");  // expect: true
  string t = "shared", u = t;
  t.reserve(1000);
  t.clear();
  println(u);  // expect: shared
}
