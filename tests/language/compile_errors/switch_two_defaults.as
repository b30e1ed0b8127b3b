// row: STM-06
void main() {
  int x = 1;
  switch (x) { default: break; default: break; }  // expect error: default
}
