interface Shape {}
class A {}
void main() {
  Shape s;
//! 9-10 E0311 'Shape' is an interface: there are no objects of it, only handles to it
//! hint: is 'Shape@' meant?
  A a = null;
//! 9-13 E0501 'A' cannot be null: it is not a handle
//! hint: only handles can be null: is 'A@' meant?
  @a = A();
//! 4-5 E0503 'A' is not a handle, it cannot be made to refer to another object
//! hint: to copy the content of an object write = without @
}
