// row: OPR-12
class Adder {
  int opCall(int v) { return v; }
}
void main() {
  Adder a;
  const Adder@ c = a;
  c(1);  // expect error
}
