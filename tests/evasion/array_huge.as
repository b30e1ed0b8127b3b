// ends: memory
void main() { array<int64> a(200000000); }
