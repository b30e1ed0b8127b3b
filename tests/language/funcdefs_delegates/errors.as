funcdef int F(int);
funcdef int F2(const string &in);
int w(int x, int y) { return 1; }
class C { int m(int x) { return x; } int c(string s) { return 1; } private int p(int x) { return 1; } }
int takes(F f) { return 0; }  // expect error: is a funcdef
void main() {
  F@ a = w;  // expect error: no function 'w' has the signature of 'F'
  F b;  // expect error: is a funcdef
  C c;
  F@ e = F(c.c);  // expect error: no method 'c' of 'C' has the signature of 'F'
  F@ f = F(c.p);  // expect error: private
  F@ g = c.m;  // expect error: 'm' is a method
  const C@ k = c;
  F@ h = F(k.m);  // expect error: read-only
  F@ i = F();  // expect error: made of one function
  auto j = w;  // expect error: which funcdef
  F@ l = 5;  // expect error: no conversion
  F2@ n = l;  // expect error: no conversion
  l(1, 2);  // expect error: takes 1 argument(s)
  println(w);  // expect error: 'w' is a function
}
