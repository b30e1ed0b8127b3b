// row: OPR-14
class C { bool opImplConv() const { return true; } }
void main() {
  C c;
  C@ h = c;
  if (h) println("1");  // expect error
}
