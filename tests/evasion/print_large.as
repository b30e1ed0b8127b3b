// ends: budget
void main() { string s = "x"; for (int i = 0; i < 18; i++) s += s; while (true) println(s); }
