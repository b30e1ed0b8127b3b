class B {}
class T {
  B@ b;
  void set_p(B@ v) property { @b = v; }
  B get_q() property { return B(); }
  void set_cells(int i, string[] v) property {}
}
void main() {
  T x;
  B v;
  x.p = v;
//! 3-6 E0511 the setter of property 'p' takes a handle
//! hint: to set the handle write @ in front
  @x.p = v;
  x.q = v;
//! 3-6 E0511 property 'q' cannot be written: it has no setter
  x.cells = {'a'};
//! 3-10 E0511 property 'cells' needs an index
}
