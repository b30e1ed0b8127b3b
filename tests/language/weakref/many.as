// row: GLB-11
// Many weak references to one object, and one to each of many, in whatever order they go.
class C { int v; C(int x) { v = x; } }
void main() {
  C@[] all;
  weakref<C>[] one, each;
  for (int i = 0; i < 300; i++) {
    all.insertLast(C(i));
    each.insertLast(weakref<C>(all[i]));
    one.insertLast(weakref<C>(all[0]));
  }
  for (int i = 0; i < 300; i += 3) @all[i + 1] = null;
  int alive = 0, sum = 0;
  for (uint i = 0; i < each.length(); i++) {
    C@ c = each[i];
    if (c !is null) { alive++; sum += c.v; }
  }
  println(alive + " " + sum);  // expect: 200 29900
  for (int i = 0; i < 150; i++) one.removeAt(i);
  bool same = true;
  for (uint i = 0; i < one.length(); i++) same = same && one[i] is all[0];
  println(one.length() + " " + same);  // expect: 150 true
  @all[0] = null;
  int left = 0;
  for (uint i = 0; i < one.length(); i++) if (one[i].get() !is null) left++;
  println(left);  // expect: 0
  all.resize(0);
  alive = 0;
  foreach (auto w : each) if (w.get() !is null) alive++;
  println(alive);  // expect: 0
}
