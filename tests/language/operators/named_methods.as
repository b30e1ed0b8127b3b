// row: OPR-17 OPR-18
// A method acts as an operator by its name alone, and stays a method that can be called by it.
class N {
  int v = 2;
  int opAdd(int o) const { return v + o; }
  int opNeg() const { return -v; }
  int opIndex(int i) const { return v * i; }
  int opCall(int i) const { return v - i; }
  bool opEquals(int o) const { return v == o; }
  int opSubtract(int o) const { return v - o; }
}
void main() {
  N n;
  println(n + 3);  // expect: 5
  println(n.opAdd(3));  // expect: 5
  println(n.opNeg());  // expect: -2
  println(n.opIndex(4) + n[4]);  // expect: 16
  println(n.opCall(1));  // expect: 1
  println(n.opEquals(2));  // expect: true
  println(n.opSubtract(1));  // expect: 1
}
