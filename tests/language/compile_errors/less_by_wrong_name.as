void main() {
  array<int>::less@ fits;
  array<int>::more@ g;  // expect error
}
