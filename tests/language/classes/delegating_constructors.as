class D {
  int a = 1;
  string s = "declared";
  D() { println("D()"); this(5); s = s + "!"; }
  D(int n) { println("D(int)"); a = n; }
}
class E : D {
  E() { println("E()"); super(7); }
  E(bool b) { this(); println("E(bool)"); }
}
void main() {
  D d;
  // expect: D()
  // expect: D(int)
  println(d.a + d.s);  // expect: 5declared!
  E e(true);
  // expect: E()
  // expect: D(int)
  // expect: E(bool)
  println(e.a);  // expect: 7
}
