// row: VM-05
int deeper(int n) { return deeper(n + 1) + 1; }
void main() {
  println("start");  // expect: start
  deeper(0);  // expect exception: Stack overflow
}
