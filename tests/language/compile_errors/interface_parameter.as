// row: CLS-12
interface I { void a(); }
void f(I i) {}  // expect error: I
