int f(int x = g()) { return x; } int g(int x = f()) { return x; }  // expect error: too many default arguments
void main() { println(f()); }
