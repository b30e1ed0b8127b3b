// `V &out` of a dictionary of handles: with or without @ the variable gets the handle, as through any `A@ &out`.
funcdef void F(int);
void g(int x) { println("g" + x); }
class A { int x; A(int v = 0) { x = v; } }
class H { A@ field; array<A@> list(1); }
A one(1);
bool find(A@ &out r) { @r = one; return true; }
void main() {
  dictionary<string, A@> d;
  A@ a;
  println(d.get("x", a));  // expect: false
  println(a is null);  // expect: true
  @d["x"] = one;
  println(d.get("x", a));  // expect: true
  println(a is one);  // expect: true
  A other(7);
  @a = other;
  println(d.get("x", a));  // expect: true
  println(a is one);  // expect: true
  println(other.x);  // expect: 7
  println(d.get("x", @a) && a is one);  // expect: true
  H h;
  println(d.get("x", h.field) && h.field is one);  // expect: true
  println(d.get("x", h.list[0]) && h.list[0] is one);  // expect: true
  println(d.get("no", a));  // expect: false
  println(a is null);  // expect: true
  println(find(a) && a is one);  // expect: true
  println(d.get("x", other));  // expect: true
  println(other.x);  // expect: 1
  println(other is one);  // expect: false
  dictionary<string, F@> fs;
  F@ f;
  println(fs.get("x", f));  // expect: false
  @fs["x"] = g;
  println(fs.get("x", f));  // expect: true
  f(2);  // expect: g2
}
