// ends: memory
class N { N@ me; N@ before; int[] data; N() { data.resize(50); } ~N() { array<int> a(100); data.resize(60); } }
void main() { N@ mine; while (true) { N@ n = N(); @n.me = n; @n.before = mine; @mine = n; N@ g = N(); @g.me = g; } }
