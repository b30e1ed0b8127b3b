// What is looked for among handles may be read-only.
class C { int x; C(int v) { x = v; } bool opEquals(const C &in o) const { return x == o.x; } }
class D { int x; D(int v) { x = v; } bool opEquals(D@ o) { return x == o.x; } }
class E { int x; E(int v) { x = v; } }

void main() {
  array<C@> a = {C(1), C(2)};
  const C@ k = C(2);
  println("{} {} {} {}", a.find(k), a.find(1, k), a.findByRef(k), a.contains(k));  // expect: 1 1 -1 true
  a.insertLast(C(7));
  array<const C@> ac;
  ac.insertLast(k);
  ac.insertLast(C(0));
  println("{} {} {} {}", ac.find(k), ac.findByRef(k), ac.contains(C(0)), ac.find(C(5)));  // expect: 0 0 true -1
  array<D@> d = {D(1), D(2)};
  const D@ dk = D(2);
  println(d.find(dk));  // expect: 1
  array<E@> e;
  E x(1);
  e.insertLast(x);
  const E@ y = x;
  println("{} {}", e.find(y), e.findByRef(y));  // expect: 0 0
}
