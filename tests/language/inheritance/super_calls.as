// row: CLS-03 CLS-04
class A {
  int v;
  A() { v = 1; println("A()"); }
  A(int x) { v = x; println("A(" + x + ")"); }
  ~A() { println("~A"); }
}
class B : A {
  B() { println("B()"); }
  B(int x) { super(x * 2); println("B(" + x + ")"); }
  ~B() { println("~B"); }
}
class C : B {
  C() { super(5); println("C()"); }
  ~C() { println("~C " + v); }
}
void main() {
  { B b; }
  // expect: A()
  // expect: B()
  // expect: ~B
  // expect: ~A
  { C c; }
  // expect: A(10)
  // expect: B(5)
  // expect: C()
  // expect: ~C 10
  // expect: ~B
  // expect: ~A
}
