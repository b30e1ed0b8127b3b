// ends: depth
void again() { reenter("void again()"); }
void main() { again(); }
