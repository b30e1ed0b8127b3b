// ends: deadline
void main() { string a = "x"; for (int i = 0; i < 16; i++) a += a; while (true) { string b = a; b += "y"; b = b.replaceAll("x", "z"); } }
