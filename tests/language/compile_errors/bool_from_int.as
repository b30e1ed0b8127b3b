void main() {
  bool b = 1;  // expect error: no conversion from 'int' to 'bool'
}
