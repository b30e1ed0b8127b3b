// ends: budget
class C { ~C() { try { reenter("void spin()"); } catch {} } }
void spin() { while (true) {} }
void main() { while (true) { C c; } }
