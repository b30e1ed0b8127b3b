// ends: interrupt
void main() { while (true) {} }
