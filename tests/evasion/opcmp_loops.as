// ends: budget
class C { int n; int opCmp(const C &in o) const { while (true) {} return 0; } }
void main() { array<C> a(5); while (true) { try { a.sortAsc(); } catch {} } }
