// row: EXP-21
const int ZERO = 0;
enum E { A = 1 / 0 }  // expect error
void main() {
  int a = 1 / 0;  // expect error: zero
  int b = 1 % ZERO;  // expect error: zero
  int x = 5;
  x /= 0;  // expect error
  int c = 2 ** 40;  // expect error: overflow
}
