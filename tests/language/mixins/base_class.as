class Base {}
mixin class M : Base {}  // expect error: a mixin cannot derive from 'Base'
void main() {}
