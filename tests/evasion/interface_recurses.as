// ends: depth
interface I { int call(I@ other, int n); }
class A : I { int call(I@ other, int n) { return other.call(this, n + 1); } }
class B : I { int call(I@ other, int n) { try { return other.call(this, n + 1); } catch { return other.call(this, n); } } }
void main() { A a; B b; try { a.call(b, 0); } catch { a.call(b, 0); } }
