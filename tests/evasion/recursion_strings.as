// ends: depth
string f(const string &in s) { return f(s + "x") + s; }
void main() { f("a"); }
