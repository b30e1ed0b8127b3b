// row: LEX-02
void main() {
  println(052);  // expect: 52
  println(0d52);  // expect: 52
  println(0o52);  // expect: 42
  println(0O52 + 0B101 + 0D3 + 0XfF);  // expect: 305
  println(1e3);  // expect: 1000
  println(1.5E-2f);  // expect: 0.015
  println(.5);  // expect: 0.5
  println(2.f);  // expect: 2
}
