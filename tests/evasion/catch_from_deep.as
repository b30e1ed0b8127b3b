// ends: budget
void deep(int n) { if (n == 0) throw("bottom"); deep(n - 1); }
void main() { while (true) { try { deep(200); } catch {} } }
