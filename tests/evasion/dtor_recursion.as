// ends: depth
int deep(int n) { C c; return deep(n + 1); }
class C { ~C() { } }
void main() { try { deep(0); } catch { deep(0); } }
