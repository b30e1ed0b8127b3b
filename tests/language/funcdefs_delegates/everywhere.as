// row: FUN-08
// Handles to functions in fields, arrays, dictionaries, parameters, results, globals and auto; identity.
namespace N {
  funcdef int F(int a, int b);
  int add(int a, int b) { return a + b; }
  int add(int a, string b) { return -1; }
}
funcdef int F(int);
funcdef int Same(int);
funcdef Self@ Self();
funcdef void Out(int, int &out, string &out);
funcdef int Five(int, int, int, int, int);
int twice(int x) { return 2 * x; }
int thrice(int x) { return 3 * x; }
double twice(double x) { return 0; }
Self@ self() { return self; }
void both(int x, int &out y, string &out z) { y = x + 1; z = "z" + x; }
int digits(int a, int b, int c, int d, int e) { return a * 10000 + b * 1000 + c * 100 + d * 10 + e; }
F@ global = twice;
F@ chosen(bool first) { return first ? global : null; }
class Box {
  F@ f = thrice;
  F@[] all;
  int run(int x) { return f(x); }
  F@ get_it() property { return f; }
}
int apply(F@ f, int x) { return f is null ? -1 : f(x); }
void main() {
  Box b;
  println(b.run(5));  // expect: 15
  println(b.f(4) + b.it(4));  // expect: 24
  @b.f = global;
  println(b.f is global && b.f is twice && global is @twice && @b.f == @global);  // expect: true
  b.all.insertLast(thrice);
  b.all.insertLast(@twice);
  b.all.insertLast(null);
  println(b.all[0](1) + b.all[1](1));  // expect: 5
  println(b.all[2] is null);  // expect: true
  dictionary d;
  @d["t"] = @global;
  F@ back;
  println(d.get("t", @back) && back is twice);  // expect: true
  println(chosen(true)(21));  // expect: 42
  println(apply(chosen(false), 1) + apply(thrice, 1));  // expect: 2
  Self@ s = self;
  println(s()()() is self);  // expect: true
  Same@ other = global;
  println(other is global && other(8) == 16);  // expect: true
  auto a = global;
  auto@ h = chosen(true);
  println(a(1) + h(2));  // expect: 6
  N::F@ n = N::add;
  println(n(b: 2, a: 40));  // expect: 42
  Out@ o = both;
  int y;
  string z;
  o(1, y, z);
  println(y + z);  // expect: 2z1
  Five@ five = digits;
  println(five(1, 2, 3, 4, 5));  // expect: 12345
  ref@ r = global;
  println(cast<F>(r) is twice && cast<Five>(r) is null);  // expect: true
  const F@ c = twice;
  println(c(3));  // expect: 6
  F@[] list = {twice, thrice, function(x) { return x + 100; }};
  int sum = 0;
  foreach (F@ f : list) sum += f(1);
  println(sum);  // expect: 106
}
