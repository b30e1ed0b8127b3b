// ends: budget
void main() { string a = "x"; for (int i = 0; i < 15; i++) a += a; string b = a.substr(0, 10000) + "y"; while (true) a.findFirst(b); }
