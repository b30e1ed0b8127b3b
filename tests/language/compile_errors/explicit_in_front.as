class Money {
  int c;
  explicit Money(int64 x) { c = x; }  // expect error: 'explicit' does not stand in front of a constructor
  Money twice() const { return Money(c * 2); }
}
void main() {}
