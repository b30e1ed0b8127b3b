// row: CLS-09
class P {
  int r { get const { return 1; } }
  int w { set { } }
  int b { get const { return 1; } set { } }
}
void main() {
  P p;
  p.r = 1;  // expect error
  int x = p.w;  // expect error
  p.b++;  // expect error
  const P@ c = p;
  c.b = 1;  // expect error
}
