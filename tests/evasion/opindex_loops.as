// ends: deadline
class C { int n; int opIndex(int i) { while (i >= 0) n++; return n; } }
void main() { C c; while (true) { try { c[0]; } catch {} } }
