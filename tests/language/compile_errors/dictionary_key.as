// Keys can be hashed: primitives, strings, enums, handles.
// row: MOD-28
class Foo { int n; }
void main() {
  dictionary<Foo@, int> a;
  dictionary<array<int>@, int> b;
  dictionary<Foo, int> c;  // expect error: Dictionary key must be hashable
  dictionary<array<int>, int> d;  // expect error: Dictionary key must be hashable
  dictionary<dictionary, int> e;  // expect error: Dictionary key must be hashable
  dictionary<any, int> f;  // expect error: Dictionary key must be hashable
}
