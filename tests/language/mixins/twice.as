mixin class M {
  int f() { return 1; }
  int f() { return 2; }  // expect error: is already declared with the same parameters
}
class A : M {}
void main() {}
