// ends: depth
void again() { try { reenter("void again()"); } catch { reenter("void again()"); } }
void main() { again(); }
