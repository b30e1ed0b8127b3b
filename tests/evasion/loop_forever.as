// ends: budget
void main() { while (true) {} }
