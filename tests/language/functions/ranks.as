// row: FUN-03 FUN-04
// One pair of overloads for each two neighbouring ranks: the first of the pair is taken.
enum E { A }
class Base { int v; }
class Derived : Base {}
class FromInt { FromInt(int x) {} }
class ToInt { int opImplConv() const { return 1; } }
string a(int x) { return "exact"; }
string a(int64 x) { return "wider"; }
string b(E x) { return "enum"; }
string b(int x) { return "int"; }
string c(int x) { return "int"; }
string c(int64 x) { return "int64"; }
string d(int16 x) { return "int16"; }
string d(uint8 x) { return "uint8"; }
string e(int8 x) { return "int8"; }
string e(uint x) { return "uint"; }
string f(int x) { return "int"; }
string f(float x) { return "float"; }
string g(float x) { return "float"; }
string g(int x) { return "int"; }
string h(Derived@ x) { return "derived"; }
string h(Base@ x) { return "base"; }
string i(double x) { return "double"; }
string i(FromInt x) { return "object"; }
string j(const string &in s) { return "string"; }
string j(bool x) { return "bool"; }
string l(uint64 x) { return "uint64"; }
string l(double x) { return "double"; }
void main() {
  int n = 1; int8 small = 1; uint u = 1; float fl = 1; double db = 1; E en = A;
  println(a(n));  // expect: exact
  println(b(en));  // expect: enum
  println(c(en));  // expect: int
  println(d(small));  // expect: int16
  println(e(n));  // expect: int8
  println(f(u));  // expect: int
  println(g(db));  // expect: float
  println(h(Derived()));  // expect: derived
  Base@ base = Derived();
  println(h(base));  // expect: base
  println(i(n));  // expect: double
  println(j("s"));  // expect: string
  println(l(n));  // expect: uint64
}
