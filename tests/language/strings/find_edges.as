// row: MOD-08
void main() {
  string s = "hello";
  println(s.findFirst("", 0));  // expect: 0
  println(s.findFirst("", 5));  // expect: 5
  println(s.findFirst("", 6));  // expect: -1
  println(s.findFirst("l", 100));  // expect: -1
  println(s.findFirst("hello!"));  // expect: -1
  println(s.findLast(""));  // expect: 5
  println(s.findLast("", 2));  // expect: 2
  println(s.findLast("l", 2));  // expect: 2
  println(s.findLast("l", 100));  // expect: 3
  println(s.findLast("l", -5));  // expect: 3
  println(s.findLast("lo", 3));  // expect: 3
  println(s.findLast("lo", 2));  // expect: -1
  println(s.findFirstOf("", 0));  // expect: -1
  println(s.findFirstNotOf("", 0));  // expect: 0
  println(s.findFirstOf("lo", 3));  // expect: 3
  println(s.findFirstNotOf("hel", 1));  // expect: 4
  println(s.findLastOf("l", -5));  // expect: 3
  println(s.findLastOf("l", 2));  // expect: 2
  println(s.findLastNotOf("", 2));  // expect: 2
  println(s.findLastNotOf("ol"));  // expect: 1
  println("".findFirst("a"));  // expect: -1
  println("".findLast(""));  // expect: 0
  println("aXbXc".findLast("X", 3));  // expect: 3
}
