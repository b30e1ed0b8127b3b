// Every kind of store through a path of fields, elements and handles.
class In { int v = 1; string s = "ab"; int[] a = {1, 2, 3}; uint8 small = 250; double d = 0.5; }
class Mid { In i; In@ h = In(); In[] list = {In(), In()}; In@[] refs = {In()}; }
class Out { Mid m; Mid@ n = Mid(); }
Out go;
void main() {
  Out o;
  o.m.i.v = 5;
  o.m.i.v += 2;
  o.m.i.v++;
  ++o.m.i.v;
  println(o.m.i.v--);  // expect: 9
  println(o.m.i.v);  // expect: 8
  o.n.h.s += "c";
  o.n.h.s = o.n.h.s + 1 + true;
  println(o.n.h.s);  // expect: abc1true
  o.n.h.s[0] = 'x'[0];
  println(o.n.h.s.length() + o.n.h.s);  // expect: 8xbc1true
  o.n.list[1].a[2] = 30;
  o.n.list[1].a[2] += o.n.list[1].a[0];
  println(o.n.list[1].a[2]);  // expect: 31
  println(o.n.list[0].a[2]);  // expect: 3
  o.m.refs[0].a.insertLast(4);
  println(o.m.refs[0].a.length());  // expect: 4
  o.m.i.small += 10;
  println(o.m.i.small);  // expect: 4
  o.m.i.d *= 3;
  println(o.m.i.d);  // expect: 1.5
  go.m.i.a[1] = 7;
  go.m.i.s.insert(0, ">");
  println(go.m.i.a[1] + go.m.i.s);  // expect: 7>ab
  o.m.i = go.m.i;
  go.m.i.a[1] = 8;
  println(o.m.i.a[1] + o.m.i.s);  // expect: 7>ab
  @o.m.h = go.m.h;
  o.m.h.v = 77;
  println(go.m.h.v);  // expect: 77
  o.n = go.m;
  println(o.n.h is go.m.h);  // expect: true
  println(o.n.i.a[1]);  // expect: 8
}
