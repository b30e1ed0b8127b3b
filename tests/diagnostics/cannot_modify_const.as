const int limit = 5;
class A {
  int n;
  void set(int x) { n = x; }
  void broken() const { n = 1; set(2); }
//! 25-26 E0504 member 'n' is read-only here
//! hint: the method is const: it cannot change its object
//! place 5:8: the method
//! 32-35 E0504 'void A::set(int)' is not const and cannot be called: 'const A' is read-only
//! hint: if it does not change the object, write const behind its parameters: 'void A::set(int) const'
//! place 4:8: it is declared here
}
void by_reference(const A &in a) {
  a.n = 1;
//! 5-6 E0504 member 'n' is read-only here
//! hint: the object is reached through something const
  a.set(2);
//! 5-8 E0504 'void A::set(int)' is not const and cannot be called: 'const A' is read-only
//! hint: if it does not change the object, write const behind its parameters: 'void A::set(int) const'
//! place 4:8: it is declared here
}
void by_handle(const A@ h) {
  h.n = 1;
//! 5-6 E0504 member 'n' is read-only here
//! hint: the object is reached through something const
  h.set(2);
//! 5-8 E0504 'void A::set(int)' is not const and cannot be called: 'const A@' is read-only
//! hint: if it does not change the object, write const behind its parameters: 'void A::set(int) const'
//! place 4:8: it is declared here
  A@ other = h;
//! 14-15 E0504 'A' is read-only: a handle to it must be 'const A@'
}
const A@ shared_one;
void main() {
  limit = 6;
//! 3-8 E0504 'limit' is a constant, it cannot be changed
  const array<int> list = {1};
  list[0] = 2;
//! 3-10 E0504 this element is read-only, what it is an element of is const
  list.insertLast(3);
//! 8-18 E0504 'void array<int>::insertLast(const int &in)' is not const and cannot be called: 'const array<int>' is read-only
}
