// The object of a call lives until the call is over, whatever the call does to the handle it came from.
class Node {
  string n; Node@ next;
  Node(string s) { n = s; }
  ~Node() { println("~" + n); }
  string cut(Node@ from) { @from.next = null; return n; }
  string clear() { @g = null; return n; }
  string drop(Node@[]@ list) { list.resize(0); return n; }
}
Node@ g;
void main() {
  Node a("a");
  @a.next = Node("b");
  println(a.next.cut(a));
  // expect: ~b
  // expect: b
  @g = Node("c");
  println(g.clear());
  // expect: ~c
  // expect: c
  Node@[] list = {Node("d")};
  println(list[0].drop(list));
  // expect: ~d
  // expect: d
  Node@ h = Node("e");
  @h.next = Node("f");
  println(h.next.n + swap(h));
  // expect: ~f
  // expect: f!
  println("end");  // expect: end
}
// expect: ~e
// expect: ~a
string swap(Node@ h) { @h.next = null; return "!"; }
