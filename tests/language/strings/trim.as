// row: MOD-11
void main() {
  println("[" + " \t\r\n a b \u000b\u000c".trim() + "]");  // expect: [a b]
  println("[" + "  a ".trimStart() + "]");  // expect: [a ]
  println("[" + "  a ".trimEnd() + "]");  // expect: [  a]
  println("[" + " \t ".trim() + "]");  // expect: []
  println("[" + "".trim() + "]");  // expect: []
  println("[" + "\u00a0\u3000x\u2003\u0085".trim() + "]");  // expect: [x]
  println("[" + "\u200bx".trim().length() + "]");  // expect: [4]
  println("xxabxx".trimMatches("x"));  // expect: ab
  println("-+ab+-".trimMatches("+-"));  // expect: ab
  println("€ä€aä".trimMatches("ä€"));  // expect: a
  println("[" + "aaa".trimMatches("a") + "]");  // expect: []
  println(" a ".trimMatches("") + "|");  // expect:  a |
}
