// ends: budget
void f() { try { g(); } catch { f2(); } }
void g() { try { while (true) {} } catch { while (true) {} } }
void f2() { while (true) {} }
void main() { try { f(); } catch { f(); } }
