// row: FUN-07
int global = 1;
int[] list = {1, 2, 3};
int &ref() { return global; }
int &elem(uint i) { return list[i]; }
class C {
  int v = 5;
  string s = "s";
  int &field() { return v; }
  string &text() { return s; }
  const string &look() const { return s; }
  C &self() { return this; }
}
C c;
C &object() { return c; }
void main() {
  ref() = 4;
  ref() += 2;
  println(global);  // expect: 6
  elem(1) = 20;
  elem(0)++;
  println(list[0] + " " + list[1]);  // expect: 2 20
  c.field() = 9;
  c.text() += "!";
  println(c.v + c.look());  // expect: 9s!
  object().self().field() *= 2;
  println(object().v);  // expect: 18
}
