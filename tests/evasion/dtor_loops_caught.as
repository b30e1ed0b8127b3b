// ends: budget
// The destructor runs while an exception unwinds: it is charged like any code.
class C { ~C() { try { while (true) {} } catch { while (true) {} } } }
void main() { try { C c; throw("x"); } catch { C again; } }
