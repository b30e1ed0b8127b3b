#include "other.as"
//! 1-2 E0101 unexpected character '#'
//! hint: there is no preprocessor: a unit has several sources, which see each other
class Shape extends Base {
//! 13-20 E0201 expected '{' but found 'extends'
//! hint: a base class and interfaces stand behind a colon: class A : B, C
}
class Point {
 public:
//! 8-9 E0204 expected the name of a variable but found ':'
//! hint: members are public unless 'private' or 'protected' stands in front of each of them
  int x;
}
struct Pair { int a; }
//! 15-18 E0214 expected 'get' or 'set' but found 'int'
//! hint: there are no structs: write class
enum class Color { Red }
//! 6-11 E0207 'class' is a reserved word and cannot be a name
//! hint: write enum E { A }: its values are E::A
def twice(n):
//! 13-14 E0201 expected ';' but found ':'
//! hint: a function is written with the types of its result and its parameters: int f(int x) { ... }
void loops(int[] a) {
  for (auto x : a) println(x);
//! 15-16 E0201 expected ';' but found ':'
//! hint: to go through a container, write foreach (auto x : container)
  for (int i = 0; i < 3; i++) println(i);
}
void loops2(int[] a) { for (int x in a) println(x); }
//! 35-37 E0201 expected ';' but found 'in'
//! hint: to go through a container, write foreach (auto x : container)
void arrow(Point@ p) { p->x = 1; }
//! 26-27 E0202 expected an expression but found '>'
//! hint: members are reached by '.', through handles, too
void caught() { try { } catch (Exception e) { } }
//! 31-32 E0201 expected '{' but found '('
//! hint: catch has no variable: in its block, getExceptionInfo() is the text of the exception
void sorted(int[] a) { a.sort((x, y) => { return x < y; }, 0, 3); }
//! 33-34 E0201 expected ')' but found ','
//! hint: an anonymous function is written function(x, y) { return x < y; }
//! place 18:31: it is opened here
//! 39-40 E0202 expected an expression but found '>'
//! hint: an anonymous function is written function(x, y) { return x < y; }
void none(int[] a) { call(() => 1); }
//! 28-29 E0202 expected an expression but found ')'
//! hint: an anonymous function is written function(x, y) { return x < y; }
//! 31-32 E0202 expected an expression but found '>'
//! hint: an anonymous function is written function(x, y) { return x < y; }
void one(int[] a) { call(x => 1); }
//! 29-30 E0202 expected an expression but found '>'
//! hint: an anonymous function is written function(x, y) { return x < y; }
void bracket() { int[] a = [1, 2]; }
//! 28-29 E0202 expected an expression but found '['
//! hint: a list is written in braces: {1, 2}
void otherwise(int x) { if (x == 1) {} elif (x == 2) {} }
//! 54-55 E0201 expected ';' but found '{'
//! hint: write else if (...)
unsigned int u = 1;
//! 10-13 E0207 'int' is a reserved word and cannot be a name
//! hint: unsigned integers are uint8, uint16, uint and uint64
long long l = 1;
//! 11-12 E0201 expected ';' but found 'l'
//! hint: integers are int8, int16, int and int64
