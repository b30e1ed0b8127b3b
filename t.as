void f(string s) { println("s"); } void f(const string &in s) { println("sr"); } void main() { f("x"); }
