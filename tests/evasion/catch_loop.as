// ends: budget
void main() { while (true) { try { throw("again"); } catch {} } }
