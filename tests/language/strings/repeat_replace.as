// row: MOD-13
void main() {
  println("ab".repeat(3));  // expect: ababab
  println("[" + "ab".repeat(0) + "".repeat(1000000000) + "]");  // expect: []
  println("aaa".replaceAll("aa", "b"));  // expect: ba
  println("a.b.c".replaceAll(".", ""));  // expect: abc
  println("abc".replaceAll("", "-"));  // expect: abc
  println("xaxax".replaceAll("x", "xx"));  // expect: xxaxxaxx
  println("a.b.c".replaceFirst(".", "::"));  // expect: a::b.c
  println("abc".replaceFirst("z", "!"));  // expect: abc
  println("añ€😀".reversed());  // expect: 😀€ña
  println("aXbXXc".countOccurrences("X"));  // expect: 3
  println("aaaa".countOccurrences("aa"));  // expect: 2
  println("aaaa".countOccurrences(""));  // expect: 0
  array<string>@ p = "a--b----c".split("--");
  println(join(p, "|"));  // expect: a|b||c
  println("abc".split("").length());  // expect: 1
  println("".split(",").length());  // expect: 1
  println(",".split(",").length());  // expect: 2
  try { "ab".repeat(2000000000); } catch { println("caught: " + getExceptionInfo()); }  // expect: caught: Too large
}
