// row: OPR-06 OPR-07
// Every assignment operator gives back the object, so assignments can be chained.
class N {
  int v;
  N &opAssign(int x) { v = x; return this; }
  N &opAddAssign(int x) { v += x; return this; }
  N &opShlAssign(const N &in o) { v <<= o.v; return this; }
}
class M {
  int a = 1;
  string s = "one";
  int[] list = {1, 2};
}
void main() {
  N n, m;
  (n = 3) += 4;
  println(n.v);  // expect: 7
  ((m = 1) <<= n) += 2;
  println(m.v);  // expect: 130
  m = n;
  n.v = 0;
  println(m.v);  // expect: 7
  M x, y, z;
  z.a = 5; z.s = "five"; z.list.insertLast(3);
  x = y = z;
  z.list[0] = 99; z.s = "?";
  println(x.a + " " + x.s + " " + x.list.length() + " " + x.list[0]);  // expect: 5 five 3 1
  println(y.s);  // expect: five
}
