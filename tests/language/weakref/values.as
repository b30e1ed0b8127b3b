// row: GLB-11
// Weak references are values: in fields, elements, dictionaries, parameters and results.
class C { int v; C(int x) { v = x; } }
class Slot { weakref<C> w; string n = "slot"; }
weakref<C> global;
int of(weakref<C> w) {
  C@ c = w;
  int r = c is null ? -1 : c.v;
  @w = null;                                   // the caller keeps its own
  return r;
}
int ofConst(const weakref<C> &in w) { return w.get() is null ? -1 : w.get().v; }
void fill(weakref<C> &out w, C@ c) { @w = c; }
void change(weakref<C> &inout w, C@ c) { @w = c; }
weakref<C> make(C@ c) { weakref<C> w(c); return w; }
void main() {
  C@ a = C(1), b = C(2);
  Slot s, t;
  @s.w = a;
  t = s;
  @s.w = b;
  println(t.w.get().v + " " + s.w.get().v);  // expect: 1 2
  Slot u(t);
  @t.w = null;
  println(u.w.get().v + " " + (t.w.get() is null));  // expect: 1 true

  weakref<C>[] list(3);
  println(list[2].get() is null);  // expect: true
  @list[0] = a;
  list[1] = b;
  list[2] = list[0];
  weakref<C>[] copy = list;
  @list[0] = null;
  println(of(list[0]) + " " + of(list[1]) + " " + of(list[2]) + " " + of(copy[0]));  // expect: -1 2 1 1
  list.insertLast(global);
  list.insertAt(0, copy[1]);
  println(list.length() + " " + of(list[0]) + " " + of(list[4]));  // expect: 5 2 -1
  list.removeAt(0);
  foreach (weakref<C> w : list) print(of(w) + ";");
  println("");  // expect: -1;2;1;-1;

  println(of(a) + " " + of(null) + " " + ofConst(b) + " " + ofConst(list[1]));  // expect: 1 -1 2 2
  weakref<C> w;
  fill(w, b);
  println(of(w));  // expect: 2
  change(w, a);
  println(of(w) + " " + of(w));  // expect: 1 1
  println(of(make(b)) + " " + make(a).get().v);  // expect: 2 1
  global = make(b);
  auto same = global;
  @global = null;
  println(of(same) + " " + of(global));  // expect: 2 -1

  dictionary d;
  d["w"] = same;
  d.set("x", same);
  weakref<C> out1;
  println(d.get("w", out1) + " " + of(out1));  // expect: true 2
  dictionary<string, weakref<C>> typed;
  typed["k"] = a;
  println(of(typed["k"]) + " " + of(typed["none"]));  // expect: 1 -1
  dictionary<string, weakref<C>> second = typed;
  @typed["k"] = null;
  println(of(typed["k"]) + " " + of(second["k"]));  // expect: -1 1
  any box;
  box.store(same);
  println(box.retrieve(w) + " " + of(w));  // expect: true 2

  @b = null;
  println(of(list[1]) + of(copy[1]) + of(same) + of(out1) + of(w) + of(s.w));  // expect: -6
  println(d.get("w", out1) + " " + of(out1) + " " + of(second["k"]));  // expect: true -1 1
  @a = null;
  println(of(second["k"]) + of(u.w));  // expect: -2
}
