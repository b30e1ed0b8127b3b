// ends: memory
void main() { array<int> a; while (true) a.insertLast(1); }
