void f(int64 x) {}
void f(uint64 x) {}
class V {
  V opAdd(int64 x) { return this; }
  V opAdd(uint8 x) { return this; }
}
void main() {
  f(1.5);
//! 3-9 E0702 the call of 'f' with (double) is ambiguous
//! hint: it could mean void f(int64) or void f(uint64)
//! place 1:6: one is declared here
//! place 2:6: the other one is declared here
  V v;
  v + 1.5;
//! 3-10 E0702 the call of 'opAdd' with (double) is ambiguous
//! hint: it could mean V V::opAdd(int64) or V V::opAdd(uint8)
//! place 4:5: one is declared here
//! place 5:5: the other one is declared here
}
