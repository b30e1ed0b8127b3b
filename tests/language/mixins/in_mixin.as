mixin class M { }
mixin class N : M { }  // expect error: a mixin cannot include a mixin
void main() {}
