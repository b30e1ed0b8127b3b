// row: STM-07
void a() { break; }  // expect error: break
void b() { continue; }  // expect error: continue
void c(int x) { switch (x) { case 1: continue; } }  // expect error: continue
