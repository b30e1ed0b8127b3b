// ends: budget
class C { int n; ~C() { for (int i = 0; i < 500; i++) n += i; throw("never heard"); } }
void main() { while (true) { try { C c; throw("heard"); } catch {} } }
