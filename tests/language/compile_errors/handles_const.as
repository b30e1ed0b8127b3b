// row: GLB-02
class C { int v; void set() { v = 1; } }
void main() {
  C a;
  const C@ ro = a;
  ro.v = 1;  // expect error
  ro.set();  // expect error
  C@ const fixed = a;
  @fixed = null;  // expect error
  C@ w = ro;  // expect error
  int@ i;  // expect error
}
