// row: CLS-02
class V {
  int x, y;
  string how;
  V() { how = "default"; }
  V(int a) { x = a; how = "int"; }
  V(int a, int b) { x = a; y = b; how = "two"; }
  V(const V &in o) { x = o.x; y = o.y; how = "copy"; }
  V(const string &in s) explicit { how = s; }
}
string take(V v) { return v.how + v.x; }
void main() {
  V a;
  V b(1, 2);
  V c = b;
  V d = 3;
  V e = V("text");
  V f(b);
  println(a.how + " " + b.how + " " + c.how + " " + d.how + " " + f.how);  // expect: default two copy int copy
  println(e.how == "text" || e.how == "copy");  // expect: true
  println(take(4));  // expect: int4
  println(c.x + c.y);  // expect: 3
}
