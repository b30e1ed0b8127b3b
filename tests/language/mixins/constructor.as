mixin class M {
  M() {}  // expect error: has no constructor
}
void main() {}
