abstract class Abs { int x; }
interface I { void m(); }
class NoDefault { NoDefault(int n) {} }
class Deleted { Deleted() delete; Deleted(int n) {} }
class Held { NoDefault n; }  // expect error: no constructor without arguments
class Derived : NoDefault {}  // expect error: no constructor without arguments
class Derived2 : NoDefault { Derived2() {} }  // expect error: no constructor without arguments
class Twice : NoDefault { Twice() { super(1); super(2); } }  // expect error: twice
class InLoop : NoDefault { InLoop() { while (true) super(1); } }  // expect error: in a loop
class OneBranch : NoDefault {
  OneBranch(int n) {
    if (n == 1) super(n);  // expect error: all branches must call super
  }
}
class Leaves : NoDefault {
  Leaves(int n) {
    if (n == 1) return;  // expect error: without the call of super
    super(n);
  }
}
class Alone { Alone() { super(); } }  // expect error: derived class
class Init {
  int a = 1;
  string s = "x";
  Init(int n) {
    int k = a;  // expect error: used before it is initialised
    a = n + k;
  }
  Init(string t) {
    if (t == "") s = t;  // expect error: all branches must initialise
  }
}
class Bad { int x = nowhere; }  // expect error: unknown name
class Param { int x = n; Param(int n) {} }  // expect error: unknown name
class Secret {
  private int hidden;
  protected int inner;
  private Secret(int n) {}
  Secret() {}
  private void quiet() {}
  protected void own() {}
}
class Child : Secret {
  void f() { inner = 1; own(); }
  void g() { hidden = 1; }  // expect error: private
  void h() { quiet(); }  // expect error: private
}
void this_here() { this(1); }  // expect error: constructor
void main() {
  Abs a;  // expect error: abstract
  I i;  // expect error: interface
  Abs@ made = Abs();  // expect error: abstract
  NoDefault n;  // expect error: without arguments
  NoDefault m(1, 2);  // expect error
  Deleted d;  // expect error: without arguments
  Deleted e(1);
  NoDefault o(1);
  NoDefault copy = o;  // expect error: cannot be copied
  Secret s;
  s.inner = 1;  // expect error: protected
  s.own();  // expect error: protected
  Secret t(1);  // expect error: private
}
