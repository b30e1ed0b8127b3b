// Each class has code of its own: the same text means another overload, another variable, another type.
string kind(int) { return "int"; }
string kind(string) { return "string"; }
mixin class Show {
  string show() {
    array<string> parts;
    for (uint i = 0; i < 2; i++) parts.insertLast(kind(value));
    try { if (fail) throw("failed"); parts.insertLast("ok"); } catch { parts.insertLast(getExceptionInfo()); }
    return join(parts, ",");
  }
  bool fail = false;
}
class A : Show { int value = 1; }
class B : Show { string value = "x"; B() { fail = true; } }
class C : B { int value2 = 0; }
void main() {
  A a; B b; C c;
  println(a.show());  // expect: int,int,ok
  println(b.show());  // expect: string,string,failed
  println(c.show());  // expect: string,string,failed
}
