// ends: budget
void main() { while (true) { try { fail(); } catch {} } }
