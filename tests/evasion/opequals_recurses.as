// ends: depth
class C { C@ next; bool opEquals(const C &in o) const { return next == o.next; } }
void main() { C a, b; @a.next = b; @b.next = a; try { bool same = a == b; } catch { bool same = b == a; } }
