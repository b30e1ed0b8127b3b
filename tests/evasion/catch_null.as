// ends: budget
array<int>@ h;
void main() { while (true) { try { h[0] = 1; } catch {} } }
