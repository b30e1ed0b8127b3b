// ends: budget
void main() { array<int> a(100000); while (true) a.reverse(); }
