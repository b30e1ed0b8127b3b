// row: CLS-09 CLS-10 GLB-08
class P {
  private int hidden = 3;
  private int[] cells = {1, 2, 3};
  int value_ { get const { return hidden; } set { hidden = value; } }
  int readonly { get const { return hidden * 2; } }
  int writeonly { set { hidden = value + 1; } }
  int get_cell(int i) const property { return cells[i]; }
  void set_cell(int i, int v) property { cells[i] = v; }
}
int store = 0;
int glob { get { return store; } set { store = value * 10; } }
int get_other() property { return store + 1; }
void set_other(int v) property { store = v; }
int get_slot(int i) property { return store + i; }
void main() {
  P p;
  p.value_ = 5;
  p.value_ += 2;
  println(p.value_ + " " + p.readonly);  // expect: 7 14
  p.writeonly = 9;
  println(p.value_);  // expect: 10
  p.cell[1] = 20;
  println(p.cell[1] + p.cell[2]);  // expect: 23
  const P@ c = p;
  println(c.readonly);  // expect: 20
  glob = 4;
  println(glob);  // expect: 40
  glob += 1;
  println(store);  // expect: 410
  other = 6;
  println(other + slot[10]);  // expect: 23
}
