// A class must have the methods of the interfaces that its mixins ask for.
interface I { int a(); int b(); }
mixin class M : I { int a() { return 1; } }
class C : M {}  // expect error: 'C' does not implement 'int I::b()'
void main() { C c; }
