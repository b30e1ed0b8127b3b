// ends: budget
void main() { array<int> a(30000); for (uint i = 0; i < a.length(); i++) a[i] = int(i * 7919 % 30011); while (true) { a.sortAsc(); a.sortDesc(); } }
