// row: STM-04
void main() {
  int i = 0, n = 0;
  while (true) { i++; if (i == 2) continue; if (i > 4) break; n += i; }
  println(n);  // expect: 8
  i = 0; n = 0;
  do { i++; if (i < 3) continue; n++; } while (i < 5);
  println(i + " " + n);  // expect: 5 3
  n = 0;
  for (int a = 0, b = 10; a < b; a++, b -= 2) { if (a == 1) continue; n += b; }
  println(n);  // expect: 20
  i = 0;
  for (;;) { if (++i == 7) break; }
  println(i);  // expect: 7
  for (i = 0; ; i++) if (i * i > 50) break;
  println(i);  // expect: 8
  n = 0;
  for (int a = 0; a < 4; a++) {
    for (int b = 0; b < 4; b++) {
      if (b == 2) break;
      if (a == 1) continue;
      int k = 0;
      do { if (++k == 3) break; n++; } while (true);
    }
  }
  println(n);  // expect: 12
}
