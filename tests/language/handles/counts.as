// row: VM-07
class D { string n; D(const string &in s) { n = s; } ~D() { println("~" + n); } }
D@ pass(D@ d) { return d; }
void main() {
  D@ a = D("a");
  D@ b = pass(pass(a));
  @a = null;
  println("held");  // expect: held
  try {
    D c("c");
    D@[] list = {b, c, D("e")};
    @b = null;
    throw("x");
  } catch { println("caught"); }
  // expect: ~a
  // expect: ~e
  // expect: ~c
  // expect: caught
  println("end");  // expect: end
}
