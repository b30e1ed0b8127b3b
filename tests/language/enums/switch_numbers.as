// Enums and small integers are switched on as the integers that they promote to.
enum E { A, B }
void main() {
  E e = B;
  switch (e) {
    case 0: println("zero"); break;
    case 1: println("one");  // expect: one
  }
  uint8 u = 200;
  switch (u) {
    case -56: println("wrapped"); break;
    case 200: println("two hundred");  // expect: two hundred
  }
  int8 i = -3;
  switch (i) {
    case 253: println("wrapped"); break;
    case -3: println("minus three");  // expect: minus three
  }
}
