// A body is checked for each class that includes it.
mixin class M {
  int twice() {
    return value * 2;  // expect error: unknown name 'value'
  }
}
class A : M { int value = 1; }
class B : M {}
void main() {}
