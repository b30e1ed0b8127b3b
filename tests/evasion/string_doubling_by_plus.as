// ends: memory
void main() { string s = "abc"; while (true) s = s + s + s; }
