// ends: memory
void main() { dictionary<int, int> d; int i = 0; while (true) { try { while (true) { d[i * 31] = i; i++; } } catch { i++; } } }
