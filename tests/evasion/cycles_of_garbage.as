// ends: budget
class Node { Node@ next; array<Node@> all; string text = "some text that needs a block of its own"; }
void main() { while (true) { Node@ a = Node(), b = Node(); @a.next = b; @b.next = a; a.all.insertLast(a); } }
