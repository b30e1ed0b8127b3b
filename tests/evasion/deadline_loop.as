// ends: deadline
void main() { while (true) {} }
