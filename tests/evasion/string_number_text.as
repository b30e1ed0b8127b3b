// ends: budget
void main() { double x = 1.5; while (true) { string s = "" + x + 1 + 2.5f + true; x *= 1.0001; } }
