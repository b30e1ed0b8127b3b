// row: FUN-11
// Anonymous functions in anonymous functions, as results, arguments, defaults of nothing, elements and initialisers.
funcdef int F(int);
funcdef F@ Maker();
funcdef string Text(F@, int);
F@ first = function(x) { return x + 1; };
class Holder { F@ f = function(x) { return x * 10; }; F@ g; Holder() { @g = function(int x) { return f10(x) + 1; }; } }
int f10(int x) { return x * 10; }
string show(Text@ t) { return t(function(x) { return -x; }, 3); }
void main() {
  Maker@ m = function() { return function(x) { return x * 7; }; };
  println(m()(6));  // expect: 42
  println(first(1));  // expect: 2
  Holder h;
  println(h.f(2) + h.g(2));  // expect: 41
  println(show(function(f, n) { return "got " + f(n); }));  // expect: got -3
  F@[] fs = {function(x) { return x; }, function(x) { return x * x; }};
  println(fs[0](3) + fs[1](3));  // expect: 12
  F@ same = null;
  for (int i = 0; i < 2; i++) {
    F@ here = function(x) { return x; };
    if (i == 1) println(here is same);  // expect: true
    @same = here;
  }
}
