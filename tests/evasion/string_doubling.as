// ends: memory
void main() { string s = "x"; while (true) s += s; }
