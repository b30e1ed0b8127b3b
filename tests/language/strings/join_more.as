// row: MOD-17 MOD-18
void main() {
  array<string> none, one = {"x"}, some = {"a", "", "c"};
  println("[" + join(none, ",") + join(one, ",") + "]");  // expect: [x]
  println(join(some, ", "));  // expect: a, , c
  println(join(some, ""));  // expect: ac
  array<string> blank = {"", ""};
  println("[" + join(blank, "") + "]");  // expect: []
  println(join("k=v;l=w".split(";"), "&"));  // expect: k=v&l=w
  string a = "same", b = "same";
  a[0] = 83;
  println(b + "same");  // expect: samesame
}
