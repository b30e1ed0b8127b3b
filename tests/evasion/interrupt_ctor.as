// ends: interrupt
class C { int n; C() { while (true) { try { while (true) n++; } catch {} } } ~C() { while (true) {} } }
void main() { C c; }
