// ends: budget
int zero = 0;
void main() { while (true) { try { int x = 1 / zero; } catch {} } }
