// ends: depth
class C { int n; C& opAssign(const C &in o) { C temp; temp = o; return this; } }
void main() { C a, b; try { a = b; } catch { b = a; } }
