// ends: deadline
void main() { array<string> a(2000); for (uint i = 0; i < a.length(); i++) a[i] = "key" + (i * 7919 % 2003); while (true) { a.sortAsc(); a.sortDesc(); } }
