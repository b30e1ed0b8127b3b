// What the declaration of a class cannot say; each line has its own error.
class Twice {}
interface Twice {}  // expect error: already declared
class Loop1 : Loop2 {}
class Loop2 : Loop1 {}  // expect error: derives from itself
interface Ring1 : Ring2 {}
interface Ring2 : Ring1 {}  // expect error: derives from itself
class Plain { int a; void m() {} int k(int n) { return n; } private void p() {} void last() final {} }
interface I { int i(int n); }
interface J : Plain {}  // expect error: cannot extend the class
enum Colour { Red }
class OfEnum : Colour {}  // expect error: no class or interface
class OfString : string {}  // expect error: no class or interface
class Unknown : Nowhere {}  // expect error: unknown type
class Members {
  int a;
  float a;  // expect error: already has a member
  void a() {}  // expect error: already has a member
  void v;  // expect error: cannot be of type
  auto w = 3;  // expect error: cannot be of type
  I byValue;  // expect error: can only be a handle
  Members(int n) {}
  Members(int m) {}  // expect error: already has a constructor
  ~Members() {}
  ~Members() {}  // expect error: already has a destructor
  int f(int n) { return n; }
  float f(int m) { return m; }  // expect error: already declared with the same parameters
  void gone() delete;  // expect error: only what the compiler would generate
}
class Inherits : Plain {
  int m;  // expect error: already has a member
  int k(int n) const override { return n; }
  string k(int n) { return ""; }  // expect error: must have its result type
  void last() {}  // expect error: final
  void a() {}  // expect error: already has a member
}
class Accessors {
  void get_x() property {}  // expect error: a getter
  int set_y(int n) property { return n; }  // expect error: a setter
  int z() property { return 1; }  // expect error: get_ or set_
}
void takes(I byValue) {}  // expect error: there are no objects
I gives() { return null; }  // expect error: there are no objects
void main() {}
