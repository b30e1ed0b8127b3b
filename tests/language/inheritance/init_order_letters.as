// row: CLS-05
int say(const string &in s) { println(s); return 0; }
class T { T(const string &in s) { println(s); } T() { println("T()"); } }
class Base { int a = say("a"); int b; Base() { println("Base()"); } }
class Derived : Base {
  T plain;
  int c = say("c");
  T named = T("d");
  Derived() { println("Derived()"); }
}
void main() {
  Derived d;
  // expect: T()
  // expect: a
  // expect: Base()
  // expect: c
  // expect: d
  // expect: Derived()
}
