// row: MOD-07
void main() {
  string s = "abcdef";
  println(s.substr(2));  // expect: cdef
  println(s.substr(2, -1));  // expect: cdef
  println(s.substr(2, -7));  // expect: cdef
  println(s.substr(2, 2));  // expect: cd
  println("[" + s.substr(6, 1) + "]");  // expect: []
  println("[" + s.substr(100) + "]");  // expect: []
  println(s.substr(1, 2147483647));  // expect: bcdef
  println(s.slice(1, 3));  // expect: bc
  println(s.slice(4, 100));  // expect: ef
  println("[" + s.slice(3, 3) + s.slice(4, 2) + s.slice(9, 12) + "]");  // expect: []
  println(s.sliceFrom(4));  // expect: ef
  println("[" + s.sliceFrom(6) + "]");  // expect: []
  println(s.sliceTo(2));  // expect: ab
  println(s.sliceTo(100));  // expect: abcdef
  println("[" + s.sliceTo(0) + "]");  // expect: []
  println("[" + "".slice(0, 5) + "]");  // expect: []
}
