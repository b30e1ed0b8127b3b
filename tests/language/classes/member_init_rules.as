// How a constructor's body and the declared initialisers share the initialisation of members.
string t(const string &in s) { println(s); return s; }
class Part {
  int v;
  Part(int n) { v = n; println("Part " + n); }
}
class ByBody {
  Part p;                       // has no constructor without arguments: the body makes it
  ByBody(int n) { println("body"); p = Part(n); println("made"); }
}
class Paths {
  string a = t("declared a");
  string b = t("declared b");
  Paths(int n) {
    if (n == 0) { a = t("zero"); return; }
    else if (n == 1) a = t("one");
    else { println("many"); a = t("more"); }
    b = t("body b");
  }
}
class Loops {
  int total = 10;
  int[] list;
  Loops(int n) { for (int i = 0; i < n; i++) { total += i; list.insertLast(i); } }
  Loops() { while (total < 12) total = total + 1; }
}
class Chain { int x = 9; int y = 9; Chain() { x = y = 4; } }
class Named { int x = 3; int y = x * 2; Named() { x = 5; } }
class Hidden { int x = 7; Hidden(int x) { x = 1; } Hidden() { int x = 2; x = 3; } }
class This { int x = 7; This(int x) { this.x = x; } }
void main() {
  ByBody o(4);
  // expect: body
  // expect: Part 4
  // expect: made
  println(o.p.v);  // expect: 4
  Paths p0(0);
  // expect: zero
  // expect: declared b
  Paths p1(1);
  // expect: one
  // expect: body b
  Paths p2(2);
  // expect: many
  // expect: more
  // expect: body b
  println(p0.a + "," + p0.b + "," + p1.a + "," + p2.a);  // expect: zero,declared b,one,more
  Loops l(4);
  println(l.total + " " + l.list.length());  // expect: 16 4
  Loops m;
  println(m.total);  // expect: 12
  Chain c;
  println(c.x + c.y);  // expect: 8
  Named n;
  println(n.x + " " + n.y);  // expect: 5 6
  Hidden h(1), k;
  println(h.x + " " + k.x);  // expect: 7 7
  This q(2);
  println(q.x);  // expect: 2
}
