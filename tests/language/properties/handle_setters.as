// `x.p = v` calls a setter that takes no handle, whatever the getter gives; one that takes a handle is for `@x.p = v`.
class B {
  int n = 0;
  B() {}
  B(int k) { n = k; }
  B &opAssign(const B &in o) { print("copy "); n = o.n; return this; }
}
class Tags {
  string[] list;
  int calls = 0;
  string[]@ get_tags() property { return list; }
  void set_tags(const string[] &in v) property { calls++; list = v; }
  void set_only(const string[] &in v) property { calls += 10; list = v; }
}
class Peers {
  B@ b = B(1);
  B@ get_p() property { print("get "); return b; }
  void set_p(B@ v) property { print("set "); @b = v; }
  B@ get_q() property { print("get "); return b; }
}
void main() {
  Tags t;
  t.tags = {'a', 'b'};
  println(t.calls + " " + t.list.length());  // expect: 1 2
  string[] v = {'c'};
  t.tags = v;
  println(t.calls + " " + t.list[0]);  // expect: 2 c
  t.only = {'d', 'e', 'f'};
  println(t.calls + " " + t.list.length());  // expect: 12 3
  t.only = v;
  println(t.calls + " " + t.list.length());  // expect: 22 1
  Peers x;
  B w(5);
  x.p = w;
  println(x.b.n + " " + (x.b is w));  // expect: get copy 5 false
  @x.p = w;
  println(x.b.n + " " + (x.b is w));  // expect: set 5 true
  x.q = B(7);
  println(x.b.n);  // expect: get copy 7
}
