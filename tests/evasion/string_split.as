// ends: budget
void main() { string a = "x,"; for (int i = 0; i < 12; i++) a += a; while (true) { array<string>@ p = a.split(","); } }
