// row: STM-07
class D {
  string n;
  D(const string &in s) { n = s; }
  ~D() { println("~" + n); }
}
void main() {
  for (int i = 0; i < 3; i++) {
    D outer("o" + i);
    if (i == 1) continue;
    {
      D inner("i" + i);
      if (i == 2) break;
    }
    println("end " + i);
  }
  // expect: ~i0
  // expect: end 0
  // expect: ~o0
  // expect: ~o1
  // expect: ~i2
  // expect: ~o2
  for (int i = 0; i < 2; i++) {
    switch (i) {
      case 0: { D d("s"); continue; }
      case 1: { D d("t"); break; }
    }
    println("behind " + i);
  }
  // expect: ~s
  // expect: ~t
  // expect: behind 1
  while (true) {
    D w("w");
    do { D x("x"); break; } while (true);
    println("out");
    break;
  }
  // expect: ~x
  // expect: out
  // expect: ~w
}
