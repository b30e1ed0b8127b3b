// row: CLS-12 CLS-13
interface I { void a(); int b(int x) const; }
class C : I { void a() {} }  // expect error: b
class D : I { void a() {} int b(int x) { return x; } }  // expect error: b
void main() {
  I i;  // expect error
  I@ h = I();  // expect error
}
