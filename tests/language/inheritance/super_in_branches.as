class B { B() { println("B()"); } B(int n) { println("B " + n); } }
class A : B {
  int x = 9;
  A(int n) {
    println("before");
    if (n == 1) super(n); else { super(); }
    println(x);
  }
}
class Late : B {
  B held;                       // no initialiser: made before the base class's part
  string s = "late";
  Late() { println("body"); super(3); println(s); }
}
void main() {
  A a(1);
  // expect: before
  // expect: B 1
  // expect: 9
  A b(2);
  // expect: before
  // expect: B()
  // expect: 9
  Late l;
  // expect: B()
  // expect: body
  // expect: B 3
  // expect: late
}
