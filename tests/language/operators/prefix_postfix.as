// row: OPR-01 OPR-02
class C {
  int v;
  C(int x) { v = x; }
  C opNeg() const { return C(-v); }
  C opCom() const { return C(~v); }
  C &opPreInc() { v += 10; return this; }
  C &opPreDec() { v -= 10; return this; }
  int opPostInc() { int old = v; v += 100; return old; }
  int opPostDec() { int old = v; v -= 100; return old; }
}
void main() {
  C c(7);
  println((-c).v);  // expect: -7
  println((~c).v);  // expect: -8
  println((++c).v);  // expect: 17
  println((++(++c)).v);  // expect: 37
  println((--c).v);  // expect: 27
  println(c++);  // expect: 27
  println(c.v);  // expect: 127
  println(c--);  // expect: 127
  println(c.v);  // expect: 27
  C@ h = c;
  ++h;
  println(c.v);  // expect: 37
}
