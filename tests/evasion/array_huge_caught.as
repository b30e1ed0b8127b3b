// ends: memory
void main() { while (true) { try { array<int64> a(200000000); } catch {} } }
