// row: LEX-11
void main() {
  array<array<int>> a = {{1, 2}, {3}};
  array<array<array<int>>> b = {{{4}}};
  array<array<array<int>>>@ h = b;
  println(a[0][1] + b[0][0][0] + h.length());  // expect: 7
  int x = 256;
  x >>= 2;
  x >>>= 1;
  println(x >> 1);  // expect: 16
  println(array<array<int>>(3).length() >> 1);  // expect: 1
  println(a.length() >= 2 && x >>> 2 > 1);  // expect: true
}
