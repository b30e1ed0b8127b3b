// row: STM-03
class C {}
void main() {
  int i = 1;
  if (1) {}  // expect error
  if (i) {}  // expect error
  while (1.5) {}  // expect error
  do {} while ("x");  // expect error
  for (; i;) break;  // expect error
  C c;
  if (c) {}  // expect error
  int j = i ? 1 : 2;  // expect error
  if (!i) {}  // expect error
  if (i && true) {}  // expect error
}
