class Base { void f() final {} }
mixin class M {
  void f() {}  // expect error: 'void Base::f()' is final
}
class C : Base, M {}
void main() {}
