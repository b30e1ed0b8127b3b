// row: CLS-15
class C { auto v = 1; }  // expect error
