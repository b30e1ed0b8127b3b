// row: CLS-04
class Z { int n; ~Z() { println("~Z"); @saved = this; } }
Z@ saved;
void main() {
  {
    Z z;
    z.n = 6;
  }
  // expect: ~Z
  println(saved.n);  // expect: 6
  @saved = null;
  println("end");  // expect: end
}
