void main() {
  int x = 1;
  float x = 2;
//! 9-10 E0307 variable 'x' is already declared in this block
//! place 2:7: it is declared here
}
