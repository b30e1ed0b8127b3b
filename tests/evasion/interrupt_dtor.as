// ends: interrupt
class C { ~C() { try { while (true) {} } catch { while (true) {} } } }
void main() { C c; }
