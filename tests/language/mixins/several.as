// Several mixins: the class wins, then the mixins from left to right; overloads of one name come together.
mixin class First { int f() { return 1; } int g = 10; int only1() { return f() + g; } }
mixin class Second { int f() { return 2; } int g = 20; int f(int x) { return x * 2; } string s = "second"; }
class A : First, Second {}
class B : Second, First {}
class C : First, Second { int f() { return 3; } float g = 1.5f; }
void main() {
  A a; B b; C c;
  println(a.f() + " " + a.f(4) + " " + a.g + " " + a.only1());  // expect: 1 8 10 11
  println(b.f() + " " + b.f(4) + " " + b.g + " " + b.only1());  // expect: 2 8 20 22
  println(c.f() + " " + c.f(4) + " " + c.g + " " + c.only1());  // expect: 3 8 1.5 4
  println(a.s + c.s);  // expect: secondsecond
}
// row: CLS-11
