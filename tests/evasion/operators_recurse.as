// ends: depth
class C { C opAdd(const C &in o) const { return o + this; } }
void main() { C a, b; try { C c = a + b; } catch { C d = b + a; } }
