// row: GLB-11
// References to base classes and interfaces; conversions up, casts down; const objects.
interface Named { string name() const; }
class A : Named { string name() const { return "A"; } }
class B : A { string name() const override { return "B"; } int extra = 7; }
string nameOf(const Named@ n) { return n is null ? "nobody" : n.name(); }
string nameOf2(const A &in a) { return a.name(); }
void main() {
  B@ b = B();
  weakref<A> a(b);
  weakref<Named> n = b;
  weakref<B> exact(b);
  println(a.get().name() + n.get().name());  // expect: BB
  a = exact;
  n = a;
  println(nameOf(n) + nameOf(a) + nameOf(exact));  // expect: BBB
  println(nameOf2(a));  // expect: B
  B@ down = cast<B>(a);
  println(down.extra);  // expect: 7
  println(cast<B>(n.get()).extra);  // expect: 7
  ref@ any_object = exact;
  println(any_object is b);  // expect: true
  const A@ c = A();
  const_weakref<A> cw(c);
  println(cw.get().name() + nameOf(cw));  // expect: AA
  @cw = b;
  println(cw.get().name());  // expect: B
  const_weakref<Named> cn = cw;
  println(nameOf(cn));  // expect: B
  @down = null;
  @any_object = null;
  @b = null;
  println(nameOf(n) + " " + nameOf(cn) + " " + (cw is null));  // expect: nobody nobody true
}
