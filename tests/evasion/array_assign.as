// ends: budget
void main() { array<int> a(100000, 3), b; while (true) b = a; }
