// A signed and an unsigned branch of different widths: the result has the wider type.
uint64 big() { return uint64(1) << 40; }
uint64 fact(uint n) { return n <= 1 ? 1 : n * fact(n - 1); }

void main() {
  bool yes = true;
  uint64 wide = big();
  int16 narrow = -1;
  uint u = 4000000000;
  println(yes ? wide : 1);           // expect: 1099511627776
  println(!yes ? 1 : wide);          // expect: 1099511627776
  println(yes ? big() : narrow);     // expect: 1099511627776
  println(!yes ? narrow : big());    // expect: 1099511627776
  println(!yes ? u : 5000000000);    // expect: 5000000000
  println(yes ? u : 1);              // expect: 4000000000
  println(!yes ? narrow : u);        // expect: 4000000000
  println(fact(20));                 // expect: 2432902008176640000
}
