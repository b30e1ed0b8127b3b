// row: CLS-03
class A { A(int x) {} }
class B : A { B() {} }  // expect error
class C : A { void m() { super(1); } }  // expect error
class D : A { D() { super(1); } }
class E { E() { super(); } }  // expect error
