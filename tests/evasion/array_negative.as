// ends: exception
void main() { int n = -1; array<int> a(n); }
