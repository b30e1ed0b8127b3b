// row: STM-05
class C {}
void main() {
  int x = 3;
  C c;
  foreach (int i : x) {}  // expect error
  foreach (int i : c) {}  // expect error
  int[] a;
  foreach (string s : a) {}  // expect error
  foreach (int i, uint j, int k : a) {}  // expect error
}
