// ends: budget
void main() { array<int> a(100000, 1), b(100000, 1); while (true) { bool e = a == b; } }
