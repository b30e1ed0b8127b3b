// ends: deadline
void main() { while (true) { try { while (true) { throw("x"); } } catch {} } }
