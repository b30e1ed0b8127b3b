// Operands are evaluated left to right; a call cannot change what was read before it.
string g = "g";
string change(const string &in to) { g = to; return "c"; }
string both(const string &in a, const string &in b) { return a + "/" + b; }
void main() {
  println(g + change("h") + g);  // expect: gch
  println(change("i") + g);  // expect: ci
  println(both(g, change("j")));  // expect: j/c
  println(both(change("k"), g));  // expect: c/j
  println(g == "k" && change("l") == "c" && g == "l");  // expect: true
  string s = "s";
  s += change(s) + g;
  println(s);  // expect: scs
}
