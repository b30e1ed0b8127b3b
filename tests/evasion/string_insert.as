// ends: memory
void main() { string s = "x"; while (true) s.insert(0, s + s); }
