// ends: budget
void main() { for (;;) { for (;;) { break; } } }
