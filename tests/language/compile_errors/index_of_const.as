// row: OPR-10 OPR-11
class P {
  int[] d = {1, 2, 3};
  int &opIndex(uint i) { return d[i]; }
  const int &opIndex(uint i) const { return d[i]; }
}
class G {
  int get_opIndex(int i) const property { return i; }
  void set_opIndex(int i, int v) property {}
}
void take(int &out v) { v = 1; }
void main() {
  P p;
  const P@ c = p;
  c[0] = 1;  // expect error
  G g;
  g[0]++;  // expect error
  --g[0];  // expect error
  @g[0] = null;  // expect error
}
