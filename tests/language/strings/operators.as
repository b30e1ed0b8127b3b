// row: MOD-14
void main() {
  println("a" + 1 + true + 2.5);  // expect: a1true2.5
  println(1 + "a");  // expect: 1a
  int64 i = -5; uint64 u = 5; float f = 0.25f;
  println(i + "s" + u + "s" + f + "s");  // expect: -5s5s0.25s
  string s = "x";
  s += i; s += u; s += 1.5; s += f; s += false; s += "!";
  println(s);  // expect: x-551.50.25false!
  println(2.5 + "" + true + "");  // expect: 2.5true
  println("abc"[1]);  // expect: 98
  s = "abc";
  s[1] = 66;
  println(s);  // expect: aBc
  println("b" > "a" && "a" < "ab" && "a" != "b" && !("a" == "b"));  // expect: true
  println("abc".opCmp("abd") < 0 && "b".opCmp("a") > 0 && "a".opCmp("a") == 0);  // expect: true
  println("\u00ff" > "z");  // expect: true
  println(s[3]);  // expect exception: Out of range
}
