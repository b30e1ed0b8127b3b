// row: MOD-09
void main() {
  string s = "world";
  s.insert(0, "hello ");
  println(s);  // expect: hello world
  s.insert(100, "!");
  println(s);  // expect: hello world!
  s.erase(100);
  s.erase(12, 5);
  println(s);  // expect: hello world!
  s.erase(5, 6);
  println(s);  // expect: hello!
  s.erase(5, 0);
  println(s);  // expect: hello!
  s.push(63);
  println(s);  // expect: hello!?
  println(s.pop());  // expect: 63
  println(s.pop());  // expect: 33
  s.push(0xe2); s.push(0x82); s.push(0xac);
  println(s);  // expect: hello€
  println(s.length());  // expect: 8
  s.truncate(5);
  s.truncate(99);
  println(s);  // expect: hello
  s.replaceRange(1, 3, "ipp");
  println(s);  // expect: hipplo
  s.replaceRange(4, 99, "ie");
  println(s);  // expect: hippie
  s.replaceRange(0, 0, ">");
  println(s);  // expect: >hippie
  s.replaceRange(5, 2, "-");
  println(s);  // expect: >h-ippie
  s.replaceRange(0, 99, "");
  println(s.isEmpty());  // expect: true
  println(s.pop());  // expect: 0
  s.insert(0, s);
  s = "ab";
  s.insert(1, s);
  println(s);  // expect: aabb
  s.replaceRange(1, 2, s);
  println(s);  // expect: aaabbbb
}
