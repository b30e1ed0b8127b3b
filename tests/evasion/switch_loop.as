// ends: budget
void main() { int s = 0; while (true) switch (s) { case 0: s = 1; break; case 1: s = 2; break; default: s = 0; } }
