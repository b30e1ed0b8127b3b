// row: OPR-10 EXP-08
class P {
  int[] d = {1, 2, 3};
  int &opIndex(uint i) { return d[i]; }
  const int &opIndex(uint i) const { return d[i]; }
}
class G {
  int[] d = {10, 20, 30};
  int get_opIndex(int i) const property { return d[i]; }
  void set_opIndex(int i, int v) property { d[i] = v; }
}
int calls = 0;
int next() { return calls++; }
void main() {
  P p;
  p[0] = 5;
  p[next()] += 1;
  p[next()]++;
  println(p[0] + " " + p[1] + " " + calls);  // expect: 6 3 2
  const P@ c = p;
  println(c[2]);  // expect: 3
  G g;
  g[1] = 21;
  println(g[1]);  // expect: 21
  calls = 0;
  g[next()] += p[next()];
  println(g[1] + " " + g[0] + " " + calls);  // expect: 27 10 2
}
