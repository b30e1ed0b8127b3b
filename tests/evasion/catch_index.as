// ends: budget
array<int> a;
void main() { while (true) { try { a[5] = 1; } catch {} } }
