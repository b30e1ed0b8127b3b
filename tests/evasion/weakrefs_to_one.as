// ends: memory
class N {}
void main() { N n; array<weakref<N>> all; while (true) { weakref<N> w(n); all.insertLast(w); } }
