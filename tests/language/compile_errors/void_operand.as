void f() {}
void main() {
  int a = 1 + f();  // expect error: no value
}
