// A loop whose step is a variable or large, compared with a constant: no register is compared.
int count(int step) { int n = 0; for (int i = 0; i < 300; i += step) n++; return n; }
void main() {
  println(count(7));  // expect: 43
  int n = 0;
  for (int i = 0; i < 300; i += 0x40000000) n++;
  println(n);  // expect: 1
  int step = 5;
  n = 0;
  for (int i = 0; i <= 300; i += step) n++;
  println(n);  // expect: 61
  int end = 30;
  n = 0;
  for (int i = 0; i < end; i += step) n++;
  println(n);  // expect: 6
}
