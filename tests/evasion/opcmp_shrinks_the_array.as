// ends: budget
array<C@> a;
class C { int n; int opCmp(const C &in o) const { if (a.length() > 3) a.removeLast(); else a.insertLast(C()); return n - o.n; } }
void main() { while (true) { try { for (int i = 0; i < 20; i++) a.insertLast(C()); a.sortAsc(); } catch {} } }
