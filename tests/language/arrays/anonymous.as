// row: EXP-15 EXP-16 GLB-03
class Foo { int a, b; Foo() {} Foo(int x, int y) { a = x; b = y; } int sum() const { return a + b; } }
int total(const array<int> &in v) { int s = 0; for (uint i = 0; i < v.length(); i++) s += v[i]; return s; }
Foo make() { return Foo(3, 4); }
int[] list() { return array<int> = {7, 8}; }
void main() {
  println(Foo(1, 2).sum());  // expect: 3
  println(make().sum());  // expect: 7
  println(total({1, 2, 3}));  // expect: 6
  println(total(array<int> = {4, 5}));  // expect: 9
  println(list()[1]);  // expect: 8
  int[][] m = {{1, 2}, {}, {3}};
  println(m.length() + " " + m[1].length() + " " + m[2][0]);  // expect: 3 0 3
  int[] gaps = {1, , 3, };
  println(gaps.length() + " " + gaps[1]);  // expect: 4 0
  array<array<int>> same = m;
  println(same[0][1]);  // expect: 2
  array<Foo@> handles = {Foo(5, 5), null};
  println(handles[0].sum() + " " + (handles[1] is null));  // expect: 10 true
  Foo[] objects(2);
  objects[1] = Foo(6, 7);
  println(objects[0].sum() + objects[1].sum());  // expect: 13
  dictionary d = {{"a", 1}, {"b", array<int> = {1, 2}}};
  println(d.getSize());  // expect: 2
}
