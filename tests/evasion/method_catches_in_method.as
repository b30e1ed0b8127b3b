// ends: budget
class C { int n; void once() { try { twice(); } catch { n++; } } void twice() { try { while (true) n++; } catch { while (true) once(); } } }
void main() { C c; while (true) c.once(); }
