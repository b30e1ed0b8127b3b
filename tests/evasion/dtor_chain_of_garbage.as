// ends: depth
array<C@> kept;
class C { ~C() { kept.insertLast(C()); kept.removeAt(0); } }
void main() { kept.insertLast(C()); kept.resize(0); while (true) kept.resize(0); }
