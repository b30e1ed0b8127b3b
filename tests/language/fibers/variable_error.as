void f() {}
int g() { return 1; }
class Holder { Fiber held; }  // expect error: a fiber is made of one function, got 0
void main() {
  Fiber a;  // expect error: a fiber is made of one function, got 0
  Fiber b(f, f);  // expect error: a fiber is made of one function, got 2
  Fiber c(g);  // expect error: no function 'g' has the signature
  Fiber d = Fiber(f);  // expect error: cannot be copied
}
