// ends: budget
int m = -2147483648, one = -1;
void main() { while (true) { try { int x = m / one; } catch {} try { int x = m % one; } catch {} } }
