mixin class M { int v; }
void f(M@ m) {}  // expect error: 'M' is a mixin, not a type
void main() {}
