bool wrong(int a, int b) { return a < b; }
void main() {
  int[] a = {2, 1};
  const int[] c = {2, 1};
  a.sort(wrong);  // expect error: no function 'wrong' has the signature
  a.sort();  // expect error: 'sort' takes 1 to 3 arguments
  a.sort(5);  // expect error
  c.sort(function(x, y) { return x < y; });  // expect error: read-only
}
