class O { int k = 1; }
class A { int n = 1; int[] l = {1,2,3}; O o; int v { get { return n; } set { n = value; } } int[]@ list { get { return l; } } int[] vals { get { return l; } set { l = value; } } O@ obj { get { return o; } } string name { get { return "nm"; } set { n = int(value.length()); } } int get_only() property { return 5; } 
 int &r() { return n; } string s = "q"; string &sr() { return s; } O &oo() { return o; } int[] &lr() { return l; } void f() { v = 4; v += 2; name = "abc"; } }
void outp(int &out x) { x = 77; } void outs(string &out x) { x = "seven"; } void ino(O &inout o) { o.k++; } void inl(int[] &inout a) { a[0]++; } int dflt(int a = 3) { return a; }
void main() {
  A a, b; bool c = true; (c ? a.v : b.v) = 3; println(a.n + " " + b.n);
  println(a.obj is null); switch (a.v) { case 3: println("three"); break; default: println("x"); }
  foreach (int q : a.list) println(q);
  println(a.list[1]); a.list[1] = 9; println(a.l[1]); a.vals = {4, 5}; println(a.l.length()); a.list.insertLast(3); println(a.l.length());
  outp(a.v); println(a.n); outp(a.r()); println(a.n); outs(a.name); println(a.n); outs(a.sr()); println(a.s);
  ino(a.obj); println(a.o.k); ino(a.oo()); println(a.o.k); inl(a.lr()); println(a.l[0]); inl(a.list); println(a.l[0]);
  a.f(); println(a.n); int x = -a.v; println(x); println(a.v > 2 ? a.v : 0); println(a.r() > 2 ? a.r() : 0); x = c ? a.r() : 3; println(x);
  println(dflt(a.v) + dflt(a: a.r())); int[] arr = {a.v, a.r()}; println(arr[1]); println(a.only); 
  while (a.v > 1) a.v -= 1; println(a.n); for (a.r() = 0; a.r() < 3; a.r()++) {} println(a.n); if (a.r() == 3 && a.v == 3) println("ok");
  (c ? a.r() : b.r()) = 12; println(a.n); a.oo() = O(); println(a.o.k); println(a.lr().length()); println(a.lr()[0]); a.lr()[0] = 8; println(a.l[0]);
  foreach (int z : a.lr()) println(z); a.lr() = {1}; println(a.l.length()); string t = a.sr(); t += a.sr() + a.name; println(t); const int cc = a.r(); println(cc);
  float f = a.r(); println(f + a.v); uint8 u = a.r(); println(u); a.r() = int(3.7); println(a.n); println(a.sr() + 1); 
  // expect: 3 1
  // expect: false
  // expect: three
  // expect: 1
  // expect: 2
  // expect: 3
  // expect: 2
  // expect: 9
  // expect: 2
  // expect: 3
  // expect: 77
  // expect: 77
  // expect: 5
  // expect: seven
  // expect: 2
  // expect: 3
  // expect: 5
  // expect: 6
  // expect: 3
  // expect: -3
  // expect: 3
  // expect: 3
  // expect: 3
  // expect: 6
  // expect: 3
  // expect: 5
  // expect: 1
  // expect: 3
  // expect: ok
  // expect: 12
  // expect: 1
  // expect: 3
  // expect: 6
  // expect: 8
  // expect: 8
  // expect: 5
  // expect: 3
  // expect: 1
  // expect: sevensevennm
  // expect: 12
  // expect: 24
  // expect: 12
  // expect: 3
  // expect: seven1
}
