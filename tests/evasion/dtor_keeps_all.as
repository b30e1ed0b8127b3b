// ends: memory
array<C@> kept;
class C { ~C() { for (int i = 0; i < 10; i++) kept.insertLast(C()); } }
void main() { while (true) { try { C c; array<C@> old = kept; kept.resize(0); old.resize(0); } catch {} } }
