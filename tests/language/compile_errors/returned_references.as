// row: FUN-07
int g;
int &a() { int x = 1; return x; }  // expect error
int &b(int p) { return p; }  // expect error
int &c() { return 1 + 2; }  // expect error
const int G = 1;
int &e() { return G; }  // expect error
