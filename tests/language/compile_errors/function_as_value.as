int f() { return 1; }
void main() {
  int a = f + 1;  // expect error
}
