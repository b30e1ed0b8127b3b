// ends: budget
void main() { while (true) { if (true) continue; break; } }
