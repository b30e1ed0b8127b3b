// What a mixin declares looks for names where it stands, whatever the namespace of the class; members of the class come first.
int f() { return 0; }
namespace lib {
  int f() { return 1; }
  class K { int v = 7; }
  enum Mode { Off, On = 4 }
  mixin class M {
    K k;
    Mode mode = On;
    int sum(K@ other, int more = f()) { return f() + k.v + other.v + more; }
    int local() { return own(); }
    int own() { return -1; }
  }
}
namespace app {
  int f() { return 2; }
  class C : lib::M { int own() { return f(); } }
}
class D : lib::M {}
using namespace lib;
class E : M { int own() { return int(mode); } }
void main() {
  app::C c;
  D d;
  E e;
  lib::K k;
  println(c.sum(k));    // expect: 16
  println(d.sum(k, 5)); // expect: 20
  println(c.local());   // expect: 2
  println(d.local());   // expect: -1
  println(e.local());   // expect: 4
}
