// row: GLB-11
class C {}
class D {}
void main() {
  const C@ k = C();
  C@ c = C();
  weakref<C> w(k);  // expect error
  const_weakref<C> cw(c);
  w = cw;  // expect error
  C@ h = cw.get();  // expect error
  w = D();  // expect error
  D@ d = w;  // expect error
  w < w;  // expect error
  w = 5;  // expect error
}
