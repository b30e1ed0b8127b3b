class A { int v { get { return 1; } set {} } }
int get_g() property { return 1; }
void main() {
  A a;
  a.v++;       // expect error: property
  ++g;         // expect error: property
  g = 2;       // expect error: no setter
}
// row: EXP-18
