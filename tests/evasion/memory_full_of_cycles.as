// ends: memory
class N { N@ me; N@ before; }
N@ last;
void main() { N@ mine; while (true) { N@ n = N(); @n.me = n; @n.before = mine; @mine = n; N g; @g.me = g; } }
