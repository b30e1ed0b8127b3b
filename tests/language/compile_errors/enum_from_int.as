enum E { A, B }
void main() {
  E e = 1;  // expect error: no conversion from 'int' to 'E'
}
