// row: EXP-22
class Node {
  int v;
  Node@ next;
  Node(int x) { v = x; }
  Node@ step() { return next; }
}
void main() {
  Node a(1);
  @a.next = Node(2);
  @a.next.next = Node(3);
  println(a.next.next.v);  // expect: 3
  println(a.step().next.v + a.next.step().v);  // expect: 6
  a.next.next.v = 30;
  println(a.step().step().v);  // expect: 30
  try { a.next.next.next.v = 1; } catch { println(getExceptionInfo()); }  // expect: Null pointer access
  @a.next = null;
  try { println(a.next.next.v); } catch { println(getExceptionInfo()); }  // expect: Null pointer access
}
