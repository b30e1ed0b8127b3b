// row: STM-08
int d(bool x) { if (x) return 1; }  // expect error: d
int e(bool x) { while (x) return 1; }  // expect error: e
int f(int x) { switch (x) { case 1: return 1; } }  // expect error: f
void g() { return 1; }  // expect error
int h() { return; }  // expect error
int i() { return "x"; }  // expect error
int j(bool x) { try { return 1; } catch {} }  // expect error: j
