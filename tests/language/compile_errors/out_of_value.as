void f(int &out a) { a = 1; }
void main() {
  f(5);  // expect error: variable
}
