// row: LEX-04 LEX-05
void main() {
  string s = "\xFF";
  println(s.length());  // expect: 1
  println(s[0]);  // expect: 255
  println("\x41\x4a");  // expect: AJ
  println("\u00e9".length() + " " + "\U0001F600".length());  // expect: 2 4
  println("a\0b".length());  // expect: 3
  println("\t\"\'\\".length());  // expect: 4
  string n = "\n\r";
  println(n[0] + " " + n[1]);  // expect: 10 13
}
