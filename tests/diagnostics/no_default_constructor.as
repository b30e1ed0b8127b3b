class A { A(int x) {} A(string s) {} }
class B : A { B() {} }
//! 15-16 E0313 the base class 'A' has no constructor without arguments
//! hint: call one of its constructors at the beginning of this one: super(...)
void main() { A a; }
//! 17-18 E0313 'A' has no constructor without arguments
//! hint: there are A::A(int) and A::A(string)
