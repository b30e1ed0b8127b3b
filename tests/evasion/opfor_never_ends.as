// ends: budget
class Numbers { int opForBegin() { return 0; } bool opForEnd(int i) { return false; } int opForNext(int i) { return i + 1; } int opForValue(int i) { return i; } }
void main() { Numbers n; int sum = 0; foreach (int v : n) { try { sum += v; } catch {} } }
