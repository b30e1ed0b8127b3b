// row: OPR-19 OPR-10
void main() {
  const array<int> a = {1, 2, 3};
  a[0] = 4;  // expect error
  a[0]++;  // expect error
}
