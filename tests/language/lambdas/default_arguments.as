// An anonymous function as a default argument has its own text, and names as where the function is declared.
funcdef void Action();
funcdef int Change(int);
namespace far {
  int step = 10;
  int more(int a, Change@ c = function(z) { return z + step; }) { return c(a); }
}
void act(int x, Action@ a = function() { println("default"); }) { a(); }
int change(int a, Change@ c = function(z) { return z * 2; }) { return c(a); }
class K {
  Change@ c;
  K(Change@ given = function(z) { return -z; }) { @c = given; }
  int run(int a, Change@ d = function(z) { return z * z; }) { return c(a) + d(a); }
}
void main() {
  int step = 1;
  act(1);  // expect: default
  act(1, function() { println("given"); });  // expect: given
  println(change(4) + " " + change(4, function(z) { return z; }) + " " + change(5));  // expect: 8 4 10
  println(far::more(1));  // expect: 11
  K k;
  println(k.run(3));  // expect: 6
}
