// Found when all classes are declared.
interface Root { int r(); }
interface I : Root { int i(int n); }
class Lacks : I { int i(int n) { return n; } }  // expect error: does not implement 'int Root::r()'
class OtherType : Root { float r() { return 1; } }  // expect error: does not implement
abstract class Part : Root {}  // expect error: does not implement
class A { void f() {} private void p() {} }
class B : A {
  void f() const override {}  // expect error: overrides nothing
  void g() override {}  // expect error: overrides nothing
}
class First { Second s; }  // expect error: would contain itself
class Second { Third t; }  // expect error: would contain itself
class Third : Fourth {}
class Fourth { First f; }  // expect error: would contain itself
void main() {}
