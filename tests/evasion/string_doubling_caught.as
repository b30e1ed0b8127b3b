// ends: memory
string s = "x";
void main() { while (true) { try { while (true) s += s; } catch { s = s + s; } } }
