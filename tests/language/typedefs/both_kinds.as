// row: GLB-06
typedef int Score;
typedef double real;
typedef array<string> StringArray;
typedef Point Place;
class Point { int x = 4; }
Score add(Score a, int b) { return a + b; }
void main() {
  Score s = 5;
  real r = 1.5;
  println(add(s, 6) * r);  // expect: 16.5
  StringArray names = {"a", "b"};
  array<string> same = names;
  println(same.length() + names[1]);  // expect: 2b
  Place p;
  println(p.x);  // expect: 4
}
