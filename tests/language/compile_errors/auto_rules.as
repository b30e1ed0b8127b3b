// row: GLB-04 CLS-15
auto f() { return 1; }  // expect error
