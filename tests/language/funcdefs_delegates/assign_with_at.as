funcdef void F(int);
void g(int x) { println("g" + x); }
void h(int x) { println("h" + x); }
F@ glob;
class H {
  F@ field = h;
  private F@ kept;
  F@ both { get { return kept; } set { @kept = value; } }
  H() { @field = g; }
}
bool find(F@ &out r) { @r = h; return true; }
void main() {
  F@ f = g;
  f = null;
  println(f is null);  // expect: true
  @f = function(x) { println(-x); };
  f(1);  // expect: -1
  @f = @glob;
  println(f is null);  // expect: true
  @glob = g;
  glob(2);  // expect: g2
  array<F@> l(2);
  @l[0] = g;
  @l[1] = l[0];
  l[1](3);  // expect: g3
  l.insertLast(h);
  l.reverse();
  l[0](4);  // expect: h4
  H o;
  o.field(5);  // expect: g5
  @o.both = h;
  o.both(6);  // expect: h6
  println(find(f));  // expect: true
  f(7);  // expect: h7
  dictionary d;
  d["x"] = F(g);
  cast<F>(d["x"])(8);  // expect: g8
  dictionary<string, F@> t = {{"a", g}};
  @t["b"] = h;
  t.set("c", g);
  t["b"](9);  // expect: h9
  any a;
  a.store(@f);
  F@ r;
  println(a.retrieve(@r));  // expect: true
  r(10);  // expect: h10
}
