// ends: memory
class C { string s = "a string of forty characters, or a bit more"; }
void main() { array<C@> a = { C() }; foreach (C@ c : a) { try { a.insertLast(C()); a.insertLast(c); } catch {} } while (true) a.insertLast(C()); }
