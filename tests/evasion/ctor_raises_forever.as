// ends: budget
class C { string s = "text"; C() { throw("no"); } ~C() { while (true) {} } }
void main() { while (true) { try { C c; } catch {} } }
