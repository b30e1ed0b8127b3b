class A : B {}
class B : C {}
class C : A {}
//! 11-12 E0308 'A' derives from itself, through 'C'
