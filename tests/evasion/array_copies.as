// ends: memory
void main() { array<array<int>> a; a.insertLast(array<int>(10, 1)); while (true) { array<array<int>> b = a; for (uint i = 0; i < b.length(); i++) a.insertLast(b[i]); } }
