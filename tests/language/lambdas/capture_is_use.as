funcdef void F();
void main() {
  int n;
  F@ x = function() { n++; };  // expect error: which cannot capture it
  x();
}
