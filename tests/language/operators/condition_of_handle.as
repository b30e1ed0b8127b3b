// row: OPR-14
class C { bool opImplConv() const { return true; } }
bool both(bool a, bool b) { return a && b; }
void main() {
  C c;
  bool b = c;
  println(b);  // expect: true
  println(both(c, c));  // expect: true
}
