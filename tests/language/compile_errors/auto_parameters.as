// row: CLS-15
void f(auto x) {}  // expect error
