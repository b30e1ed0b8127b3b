// ends: interrupt
void main() { while (true) println("still here"); }
