// row: MOD-12
void show(const string &in s) {
  println("{}{}{}{}{}{}", s.isAscii() ? "a" : "-", s.isAsciiAlphabetic() ? "l" : "-", s.isAsciiAlphanumeric() ? "n" : "-",
          s.isAsciiDigit() ? "d" : "-", s.isAsciiHexdigit() ? "h" : "-", s.isAsciiWhitespace() ? "w" : "-");
}
void main() {
  show("");  // expect: a-----
  show("xyz");  // expect: aln---
  show("Face");  // expect: aln-h-
  show("2024");  // expect: a-ndh-
  show("a1z");  // expect: a-n---
  show(" \t\r\n\u000c");  // expect: a----w
  show("a b");  // expect: a-----
  show("é");  // expect: ------
  show("_");  // expect: a-----
  println("abc".startsWith("ab") && "abc".startsWith("") && !"abc".startsWith("abcd"));  // expect: true
  println("abc".endsWith("bc") && "abc".endsWith("") && !"abc".endsWith("zabc"));  // expect: true
  println("abc".contains("b") && "abc".contains("") && !"abc".contains("cb"));  // expect: true
}
