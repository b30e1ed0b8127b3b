// ends: depth
class A { B@ b = B(); }
class B { A@ a = A(); }
void main() { while (true) { try { A a; } catch {} A last; } }
