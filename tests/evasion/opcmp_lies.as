// ends: budget
int calls = 0;
class C { int opCmp(const C &in o) const { calls++; return calls % 3 - 1; } }
void main() { array<C> a(200); while (true) { a.sortAsc(); a.sortDesc(); } }
