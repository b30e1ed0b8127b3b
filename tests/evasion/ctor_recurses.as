// ends: depth
class C { C@ inner; C() { @inner = C(); } }
void main() { try { C c; } catch { C again; } }
