// ends: depth
class C { C() { try { reenter("void again()"); } catch { reenter("void again()"); } } }
void again() { C c; }
void main() { again(); }
