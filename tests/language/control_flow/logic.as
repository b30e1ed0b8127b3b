// row: EXP-09
string log;
bool b(const string &in n, bool v) { log += n; return v; }
void show(bool v) { println(log + " " + v); log = ""; }
void main() {
  show(b("a", false) && b("b", true));  // expect: a false
  show(b("a", true) && b("b", false));  // expect: ab false
  show(b("a", true) || b("b", true));  // expect: a true
  show(b("a", false) || b("b", false));  // expect: ab false
  show(b("a", true) ^^ b("b", true));  // expect: ab false
  show(b("a", false) xor b("b", true));  // expect: ab true
  show(b("a", true) and not b("b", false));  // expect: ab true
  show(b("a", false) or b("b", true) && b("c", false));  // expect: abc false
  show(!b("a", true) || b("b", true) ^^ b("c", false));  // expect: abc true
}
