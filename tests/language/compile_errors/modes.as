// row: FUN-02
void f(int &inout x) {}  // expect error
void g(int & x) {}  // expect error
void h(const string &in s) { s = "x"; }  // expect error
