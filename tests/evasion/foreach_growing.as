// ends: memory
void main() { array<int> a = {1}; foreach (int x : a) a.insertLast(x); }
