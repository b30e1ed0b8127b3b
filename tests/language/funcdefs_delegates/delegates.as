// row: FUN-09
// Delegates: the object stays alive, virtual methods and interfaces are called by the object's own class.
funcdef int F(int);
interface Scale { int scale(int x); }
class A : Scale {
  int k;
  A(int k) { this.k = k; }
  ~A() { println("~A" + k); }
  int scale(int x) { return k * x; }
  int plain(int x) { return x + k; }
  F@ mine() { return F(scale); }
  F@ own() { return F(this.plain); }
}
class B : A {
  B(int k) { super(k); }
  int scale(int x) override { return -k * x; }
}
F@ make(int k) { return F(A(k).plain); }
class Ring { F@ f; int n; int count(int x) { n += x; return n; } ~Ring() { println("~Ring"); } }
void drop() { Ring r; @r.f = F(r.count); println(r.f(2) + r.f(3)); }
class Switch { F@ f; int off(int x) { @f = null; return x; } int value = 7; ~Switch() { println("~Switch"); } }
F@ current;
class Fade { int v = 9; int end(int x) { @current = null; return x + v; } ~Fade() { println("~Fade"); } }
void main() {
  F@ f = make(5);
  println(f(1));  // expect: 6
  @f = null;  // expect: ~A5
  {
    B b(3);
    A@ a = b;
    Scale@ s = b;
    println(F(a.scale)(2));  // expect: -6
    println(F(s.scale)(2));  // expect: -6
    println(b.mine()(2) + b.own()(2));  // expect: -1
    F@ x = F(b.scale), y = F(b.scale);
    println(x is y);  // expect: false
    println(x is x);  // expect: true
  }  // expect: ~A3
  Fade@ fade = Fade();
  @current = F(fade.end);
  @fade = null;
  println(current(1));  // expect: ~Fade
  // expect: 10
  A@ none;
  try { @f = F(none.plain); } catch { println(getExceptionInfo()); }  // expect: Null pointer access
  println(f is null);  // expect: true
  drop();  // expect: 7
  // expect: ~Ring
}
