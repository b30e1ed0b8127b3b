// ends: memory
void main() { array<array<int>> a; while (true) { array<int> b(1000, 7); a.insertLast(b); } }
