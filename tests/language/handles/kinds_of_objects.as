// Handles to base classes and interfaces: conversions, casts, identity, overloads.
interface I { string i(); }
interface J : I { string j(); }
class A { string n = "A"; string f() { return "A." + n; } }
class B : A, J {
  B() { n = "B"; }
  string f() { return "B." + n; }
  string i() { return "i" + n; }
  string j() { return "j" + n; }
}
class C : B { C() { n = "C"; } string i() override { return "I" + n; } }
string which(A@ a) { return "A"; }
string which(B@ b) { return "B"; }
string which(const string &in s) { return "string"; }
A@ up(C@ c) { return c; }
J@ iface(B@ b) { return b; }
void main() {
  C c;
  A@ a = c;
  I@ i = c;
  J@ j = iface(c);
  println(a.f() + " " + i.i() + " " + j.i() + " " + j.j());  // expect: B.C IC IC jC
  println(a is c && i is c && j is i);  // expect: true
  println(cast<B>(a).f() + cast<C>(i).n + cast<J>(a).j());  // expect: B.CCjC
  println(cast<C>(B()) is null);  // expect: true
  println(cast<I>(A()) is null);  // expect: true
  println(which(a) + which(B()) + which("x"));  // expect: ABstring
  A@ other = A();
  @a = a is null ? other : up(c);
  println(a.f());  // expect: B.C
  A@ n;
  println(cast<B>(n) is null);  // expect: true
  I@ none = null;
  println(none is null);  // expect: true
  A@ picked = c.n == "C" ? a : other;
  println(picked is c);  // expect: true
  J@[] js = {B(), c, null};
  println(js[0].i() + js[1].i());  // expect: iBIC
  println(js[2] is null);  // expect: true
  I@ viaField = Holder(j).held;
  println(viaField.i());  // expect: IC
  println(none.i());  // expect exception: Null pointer access
}
class Holder { I@ held; Holder(I@ x) { @held = x; } }
