// row: FUN-10
funcdef int F(int);
funcdef void G(string);
int outer = 1;
class C {
  int field;
  void m(int parameter) {
    F@ a = function(x) { return parameter; };  // expect error: 'parameter' is a local variable outside
    F@ b = function(x) { return this.field; };  // expect error: 'this' outside of a method
  }
}
void f(F@ x) {}
void f(G@ x) {}
void main() {
  int local = 1;
  F@ a = function(x) { int local = 2; return local + x + outer; };
  F@ b = function(x) { local = 2; return 1; };  // expect error: 'local' is a local variable outside
  F@ c = function(x, y) { return 1; };  // expect error: does not have the parameters of 'F'
  F@ d = function(double x) { return 1; };  // expect error: does not have the parameters of 'F'
  F@ e = function(x) { };  // expect error: return a value
  auto g = function(x) { return x; };  // expect error: which funcdef
  int h = function(x) { return x; };  // expect error: cannot become 'int'
  f(function(x) { });  // expect error: ambiguous
  G@ i = function(s) { F@ inner = function(x) { return s.length() + local; }; };  // expect error: 's' is a local variable
}
