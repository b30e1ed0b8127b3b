// row: OPR-07 FUN-12
class Foo {
  int v;
  Foo &opAssign(const Foo &in) delete;
}
void main() {
  Foo a, b;
  a = b;  // expect error
}
