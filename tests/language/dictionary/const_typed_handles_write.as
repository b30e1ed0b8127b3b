class A { int x = 1; }
class S {
  dictionary<string, A@> ad; dictionary<string, const A@> cd; dictionary<string, A> vd;
  A@ a() const { return cd["x"]; }  // expect error: read-only
  A@ b() const { return vd["x"]; }  // expect error: read-only
  void c(A@ a) const { @ad["x"] = a; }  // expect error: read-only
  void d() const { cd["x"].x = 2; }  // expect error: read-only
  void e() const { vd["x"].x = 2; }  // expect error: read-only
}
void main() {}
