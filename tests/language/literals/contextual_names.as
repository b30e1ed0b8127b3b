// row: LEX-09
int property = 1;
int external() { return 2; }
class from { int get = 3; int set() { return 4; } }
void main() {
  int foreach = 5, override = 6, final = 7, explicit = 8, shared = 9, abstract = 10, delete = 11, in_ = 12;
  from f;
  println(property + external() + f.get + f.set());  // expect: 10
  println(foreach + override + final + explicit + shared + abstract + delete + in_);  // expect: 68
}
