// A read-only container keeps its handles, not what they refer to.
funcdef void F(int);
void g(int x) { println("g" + x); }
class A { int x = 1; void set(int v) { x = v; } }
class S {
  array<A@> as; dictionary<string, A@> ad; dictionary<string, F@> fd; dictionary<string, const A@> cd;
  A@ fromArray() const { return as[0]; }
  A@ fromDictionary() const { return ad["x"]; }
  F@ function_() const { return fd["x"]; }
  const A@ readOnly() const { return cd["x"]; }
  void change(int v) const { ad["x"].set(v); fd["x"](v); }
  A@ got() const { A@ a; ad.get("x", a); return a; }
  A@ looped() const { foreach (A@ a : ad) return a; return null; }
}
void main() {
  S s;
  A a;
  s.as.insertLast(a);
  @s.ad["x"] = a;
  @s.fd["x"] = g;
  @s.cd["x"] = a;
  s.fromDictionary().x = 5;
  println(a.x);  // expect: 5
  println(s.fromArray() is s.fromDictionary());  // expect: true
  s.function_()(3);  // expect: g3
  s.change(4);  // expect: g4
  println(a.x);  // expect: 4
  println(s.readOnly().x);  // expect: 4
  println(s.got() is s.looped());  // expect: true
}
