// ends: budget
void main() { while (true) println("0123456789012345678901234567890123456789"); }
