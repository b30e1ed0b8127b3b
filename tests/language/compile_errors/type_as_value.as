void main() {
  int a = string;  // expect error
}
