// row: OPR-16 STM-05
class One {
  int opForBegin() const { return 0; }
  bool opForEnd(int i) const { return i == 3; }
  int opForNext(int i) const { return i + 1; }
  int opForValue(int i) const { return i * 10; }
}
class Two {
  uint opForBegin() { return 1; }
  bool opForEnd(uint i) { return i > 2; }
  uint opForNext(uint i) { return i + 1; }
  string opForValue0(uint i) { return "v" + i; }
  uint opForValue1(uint i) { return i; }
}
class Three {
  One[] dummy;
  int opForBegin() const { return 5; }
  bool opForEnd(int i) const { return i == 0; }
  int opForNext(int i) const { return i - 1; }
  int opForValue0(int i) const { return i; }
  double opForValue1(int i) const { return i / 2.0; }
  string opForValue2(int i) const { return "" + i + "!"; }
}
void main() {
  foreach (int v : One()) println(v);
  // expect: 0
  // expect: 10
  // expect: 20
  Two two;
  foreach (string s, uint i : two) println(s + "=" + i);
  // expect: v1=1
  // expect: v2=2
  Three three;
  foreach (auto a, auto b, auto c : three) {
    if (a == 4) continue;
    if (a == 2) break;
    println(a + " " + b + " " + c);
  }
  // expect: 5 2.5 5!
  // expect: 3 1.5 3!
}
