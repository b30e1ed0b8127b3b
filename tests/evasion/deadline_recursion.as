// ends: deadline
int f(int n) { return n < 2 ? 1 : f(n - 1) + f(n - 2); }
void main() { while (true) f(30); }
