// row: GLB-11
class C {}
void main() {
  weakref<C>@ h;  // expect error: cannot create handle to 'weakref<C>'
}
