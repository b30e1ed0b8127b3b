// row: FUN-12 CLS-07
class A { int fixed() final { return 5; } int other() { return 1; } }
class B1 : A { int fixed() { return 6; } }  // expect error
class D { D(int x) explicit {} }
final class F {}
class G : F {}  // expect error
abstract class H { int m() { return 1; } }
void take(D d) {}
void main() {
  D d = 5;  // expect error
  take(5);  // expect error
  H h;  // expect error
}
