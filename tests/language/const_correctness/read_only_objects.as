// What cannot be done with an object that is read-only here.
class In { int v; void set(int x) { v = x; } }
class C {
  int n; string s; int[] list; In in2; In@ h;
  void change() { n = 1; }
  int look() const {
    this.n = 2;       // expect error: read-only
    n++;              // expect error: read-only
    s += "x";         // expect error: read-only
    s[0] = 65;        // expect error: read-only
    list[0] = 1;      // expect error: read-only
    in2.v = 1;        // expect error: read-only
    in2.set(1);       // expect error: read-only
    @h = null;        // expect error: read-only
    h.set(1);
    h.v = 2;
    change();         // expect error: read-only
    C@ me = this;     // expect error: read-only
    const C@ ok = this;
    @h = ok.h;        // expect error: read-only
    return n;
  }
}
void take(C@ c) {}
void look(const C &in c) {
  c.change();         // expect error: read-only
  take(c);            // expect error
  C copy = c;
  copy.change();
  const C@ h = c;
  h.change();         // expect error: read-only
  C@ g = h;           // expect error
  h.n = 1;            // expect error: read-only
  cast<C>(h).n = 1;   // expect error
}
void main() {
  C@ const fixed = C();
  fixed.n = 4;
  @fixed = null;      // expect error: read-only
  const C value;
  value.n = 1;        // expect error: read-only
  value = C();        // expect error: read-only
}
