// ends: budget
void main() { for (;;) ; }
