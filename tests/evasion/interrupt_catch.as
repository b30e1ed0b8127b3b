// ends: interrupt
void main() { while (true) { try { while (true) throw("x"); } catch {} } }
