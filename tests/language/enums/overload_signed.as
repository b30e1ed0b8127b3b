enum E { A, B = 7 }
void f(int x) { println("int " + x); }
void f(uint x) { println("uint"); }
void f(int64 x) { println("int64"); }
void main() {
  f(B);  // expect: int 7
}
