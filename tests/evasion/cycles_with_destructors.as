// ends: budget
Node@ saved;
class Node { Node@ next; ~Node() { Node n; @n.next = n; @saved = this; } }
void main() { while (true) { Node@ a = Node(); @a.next = a; } }
