int log(int i) { println("log" + i); return i; }
class M {
  int[] d(10);
  int v { get { println("get"); return 1; } set { println("set" + value); } }
  int &opIndex(int i, int j) { return d[i * 3 + j]; }
  int get_cell(int i) property { println("get" + i); return d[i]; }
  void set_cell(int i, int x) property { println("set" + i + "=" + x); d[i] = x; }
}
M m;
M@ mm() { println("mm"); return m; }
void main() {
  mm().v = log(1);
  // expect: log1
  // expect: mm
  // expect: set1
  mm().v += log(2);
  // expect: mm
  // expect: get
  // expect: log2
  // expect: set3
  mm()[log(1), log(2)] = log(7);
  // expect: log7
  // expect: log2
  // expect: log1
  // expect: mm
  println(m.d[5]);  // expect: 7
  mm().cell[log(2)] = log(9);
  // expect: log9
  // expect: log2
  // expect: mm
  // expect: set2=9
  m.cell[log(3)] = m.cell[log(2)] + 1;
  // expect: log2
  // expect: get2
  // expect: log3
  // expect: set3=10
}
