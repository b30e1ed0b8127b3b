// row: OPR-15
class T { string name; T(string n) { name = n; } }
class W {
  T@ opCast() { return T("opCast"); }
  T@ opImplCast() { return T("opImplCast"); }
}
void main() {
  W w;
  println(cast<T>(w).name);  // expect: opImplCast
  T@ t = w;
  println(t.name);  // expect: opImplCast
}
