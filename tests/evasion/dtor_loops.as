// ends: budget
class C { ~C() { while (true) {} } }
void main() { while (true) { try { C c; } catch {} } }
