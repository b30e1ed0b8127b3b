// ends: budget
void main() { while (true) { array<int> a(100000, 3); } }
