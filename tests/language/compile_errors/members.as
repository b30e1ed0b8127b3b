// Members that are not there, or not for everybody.
class A {
  private int p; protected int q; int r;
  private void pm() {}
  protected void qm() {}
  void own(A@ other) { other.p = 1; other.pm(); other.q = 2; }
}
class B : A {
  void f() {
    q = 1;
    qm();
    p = 1;            // expect error: private
    pm();             // expect error: private
    this.p = 1;       // expect error: private
  }
}
interface I { void m(); }
void main() {
  A a;
  a.q = 1;            // expect error: protected
  a.qm();             // expect error: protected
  a.pm();             // expect error: private
  a.none = 1;         // expect error: no member
  a.none();           // expect error: no method
  a.own(a, a);        // expect error: takes 1 argument
  own(a);             // expect error: unknown function
  A::own(a);          // expect error: needs an object
  this.r = 1;         // expect error: outside of a method
  I@ i;
  i.r = 1;            // expect error: no member
  int x = 1;
  x.r = 2;            // expect error: no member
  null.r = 1;         // expect error
}
