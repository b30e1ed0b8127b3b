class M { M opAdd(const M &in o) const { return o; } M &opSubAssign(const M &in o) { return this; } }
class H {
  private M _m;
  M m { get const { return _m; } set { _m = value; } }
  M r { get const { return _m; } }
  M@ h { get { return _m; } set { } }
}
void main() {
  H h;
  M x;
  h.m -= x;  // expect error
  h.r += x;  // expect error: cannot be written
  h.h += x;  // expect error: no compound assignment
}
