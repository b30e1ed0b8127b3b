interface I { void f() const; }
class A : I { void f() {} }
//! 7-8 E0310 'A' does not implement 'void I::f() const'
//! hint: 'void A::f()' differs from it in const
interface J { int p { get; } }
class C : J { int p { get const { return 1; } } }
//! 7-8 E0310 'C' does not implement 'int J::get_p()'
//! hint: 'int C::get_p() const' differs from it in const
interface K { void f(int i); }
class D : K { void f(string s) {} }
//! 7-8 E0310 'D' does not implement 'void K::f(int)'
