// ends: budget
void main() { string a = "x"; for (int i = 0; i < 15; i++) a += a; string b = a + "y"; a += "z"; while (true) { bool c = a < b; c = a == b; } }
