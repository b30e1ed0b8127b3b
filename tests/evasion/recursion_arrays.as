// ends: memory
array<int>@ f(int n) { array<int> a(20000); array<int>@ b = f(n + 1); return a; }
void main() { f(0); }
