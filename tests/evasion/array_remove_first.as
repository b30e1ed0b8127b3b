// ends: budget
void main() { while (true) { array<int> a(20000); while (a.length() > 0) a.removeAt(0); } }
