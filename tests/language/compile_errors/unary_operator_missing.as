// row: OPR-01 OPR-02
class C {}
void main() {
  C c;
  -c;  // expect error: '-'
  ~c;  // expect error: '~'
  ++c;  // expect error: '++'
  c--;  // expect error: '--'
  +c;  // expect error
  !c;  // expect error
}
