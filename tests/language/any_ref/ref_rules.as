// row: GLB-10
class A { int v = 1; }
class B : A {}
class Other {}
string kind(ref@ r) {
  if (r is null) return "null";
  if (cast<B>(r) !is null) return "B";
  if (cast<A>(r) !is null) return "A";
  if (cast<array<int>>(r) !is null) return "array";
  return "something";
}
void main() {
  A a; B b; Other o; int[] arr;
  ref@ r = a;
  println(cast<A>(r).v);  // expect: 1
  println(kind(a) + " " + kind(b) + " " + kind(o) + " " + kind(arr) + " " + kind(null));
  // expect: A B something array null
  ref@ s = r;
  println(s is r);  // expect: true
  @s = o;
  println(s is r);  // expect: false
  cast<A>(r).v = 8;
  println(a.v);  // expect: 8
}
