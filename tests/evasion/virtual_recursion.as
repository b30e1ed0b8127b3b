// ends: depth
class Base { int f(int n) { return n; } int g(int n) { return f(n); } }
class Derived : Base { int f(int n) { return Base::g(n + 1); } }
class More : Derived { int f(int n) { return Base::g(n - 1) + Derived::f(n); } }
void main() { Base@ b = More(); b.g(1); }
