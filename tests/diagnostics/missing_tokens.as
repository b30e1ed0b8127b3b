void f() {
  int a = 1
  int b = 2;
//! 3-6 E0201 expected ';' but found 'int'
//! hint: a ';' is missing at the end of line 2
}
void g() {
  f(;
//! 5-6 E0202 expected an expression but found ';'
}
void h() {
  int c = (1 + 2;
//! 17-18 E0201 expected ')' but found ';'
//! place 9:11: it is opened here
}
