class A {
  private int secret;
  protected int shared_part;
  private void hidden() {}
  A() {}
  private A(int x) {}
}
class B : A { int f() { return shared_part + secret; } }
//! 46-52 E0510 'secret' is a private member of 'A'
//! hint: only 'A' itself can use it
//! place 2:15: it is declared here
void main() {
  A a;
  a.secret = 1;
//! 5-11 E0510 'secret' is a private member of 'A'
//! hint: only 'A' itself can use it
//! place 2:15: it is declared here
  a.shared_part = 2;
//! 5-16 E0510 'shared_part' is a protected member of 'A'
//! hint: only 'A' and classes that derive from it can use it
//! place 3:17: it is declared here
  a.hidden();
//! 5-11 E0510 'void A::hidden()' is private
//! hint: only 'A' itself can use it
//! place 4:16: it is declared here
  A b(1);
//! 5-6 E0510 'A::A(int)' is private
//! hint: only 'A' itself can use it
//! place 6:11: it is declared here
}
