// row: MOD-10
void main() {
  println("Grüße, ΣΊΣΥΦΟΣ!".toUppercase());  // expect: GRÜSSE, ΣΊΣΥΦΟΣ!
  println("ß".toUppercase() == "SS");  // expect: true
  println("ΣΊΣΥΦΟΣ ÀÉ ЖЯ".toLowercase());  // expect: σίσυφος àé жя
  println("ﬁn ǆ ŉ".toUppercase());  // expect: FIN Ǆ ʼN
  println("İ".toLowercase().length());  // expect: 3
  println("aÄz9{".toAsciiUppercase());  // expect: AÄZ9{
  println("AÄZ9[".toAsciiLowercase());  // expect: aÄz9[
  println("".toUppercase() + "".toLowercase() + "".toAsciiLowercase() + "|");  // expect: |
  string s = "lower";
  string t = s.toLowercase();
  t.push(33);
  println(s);  // expect: lower
}
