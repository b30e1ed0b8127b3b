// row: GLB-11
class C {}
void main() {
  weakref<int> a;  // expect error: a weak reference refers to a class or interface
  weakref<C@> b;  // expect error: a weak reference refers to a class or interface
  weakref<weakref<C>> c;  // expect error: a weak reference refers to a class or interface
  weakref<array<C>> d;  // expect error: a weak reference refers to a class or interface
}
