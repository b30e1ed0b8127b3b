void main() {
  int a = 5;
  int b = a % 0;  // expect error: division by zero
}
