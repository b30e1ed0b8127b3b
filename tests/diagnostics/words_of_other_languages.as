class A {
  static void f() {}
//! 10-14 E0207 'void' is a reserved word and cannot be a name
//! hint: there are no static members: write a function or variable outside of the class
}
class B {
  override void f() {}
//! 12-16 E0207 'void' is a reserved word and cannot be a name
//! hint: 'override' stands behind the parameters
}
class C {
  void f() abstract;
//! 12-20 E0201 expected '{' but found 'abstract'
//! hint: a method cannot be abstract: declare it in an interface, or give it a body
}
void main() {
  C@ c = new C();
//! 14-15 E0201 expected ';' but found 'C'
//! hint: an object is made without 'new': write the name of its class and the arguments
}
