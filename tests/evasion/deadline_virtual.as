// ends: deadline
interface I { void f(); }
class A : I { int n; void f() { n++; } }
class B : A { void f() { n--; } }
void main() { array<I@> all = { A(), B() }; while (true) { for (uint i = 0; i < 2; i++) { try { all[i].f(); } catch {} } } }
