// row: STM-01
void f(int p) {
  int p = 1;  // expect error: 'p'
  int x;
  string x;  // expect error: 'x'
  for (int i = 0, i = 1; i < 2; i++) {}  // expect error: 'i'
}
