// ends: memory
string grow() { string s = "x"; while (true) s += s; return s; }
string g = grow();
void main() {}
