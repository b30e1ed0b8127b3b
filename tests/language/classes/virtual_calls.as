// row: CLS-06
class A {
  int v = 1;
  string log;
  A() { log = who(); }
  string who() const { return "A"; }
  string ask() const { return who(); }
  void set(int v) { this.v = v; }
  int local() { int v = 50; return v + this.v; }
}
class B : A { string who() const override { return "B"; } }
void main() {
  A@ a = B();
  println(a.ask());  // expect: B
  println(a.log);  // expect: B
  a.set(7);
  println(a.v);  // expect: 7
  println(a.local());  // expect: 57
}
