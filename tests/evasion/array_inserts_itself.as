// ends: memory
void main() { array<int> a = {1, 2, 3}; while (true) a.insertAt(1, a); }
