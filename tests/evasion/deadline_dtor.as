// ends: deadline
class C { int n; ~C() { for (int i = 0; i < 100; i++) n += i; throw("dropped"); } }
void main() { while (true) { try { C c; throw("x"); } catch { C d; } } }
