shared mixin class M {}  // expect error
void main() {}
