// ends: budget
int big = 2147483647;
void main() { while (true) { try { int x = big ** big; } catch {} } }
