// ends: memory
class C { double a, b, c; string s; array<int> list(10); }
void main() { array<C> all; while (true) { try { all.resize(all.length() * 2 + 1); } catch { all.insertLast(C()); } } }
