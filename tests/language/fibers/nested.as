// row: FUN-14
// Fibers within fibers, at any depth; generators; a yield within what the library calls.
class Range {
  int value = 0, last;
  Fiber@ fiber;
  Range(int n) { last = n; }
  void run() { for (int i = 1; i <= last; i++) { value = i; yield(); } }
  bool next() { if (fiber is null) @fiber = Fiber(this.run); return !fiber.resume(); }
}
class Product {
  Range@ a, b;
  string pair;
  void run() {
    @a = Range(2);
    while (a.next()) { @b = Range(3); while (b.next()) { pair = a.value + "*" + b.value; yield(); } }
  }
}
class Deep {
  int n;
  Deep(int k) { n = k; }
  void run() { if (n == 0) { print("!"); yield(); print("?"); return; } Fiber@ f = Fiber(Deep(n - 1).run); while (!f.resume()) { print(n); yield(); } }
}
void sorts() { array<int> a = {3, 1, 2}; a.sort(function(x, y) { yield(); return x < y; }); print(a[0] + "" + a[1] + a[2]); }
class Key { int k; Key(int n) { k = n; } int opCmp(const Key &in o) const { yield(); return k - o.k; } int get_value() property { yield(); return k; } }
void compares() { Key a(1), b(2); print((a < b) + " " + (a.value + b.value)); }
void main() {
  Product p;
  Fiber@ f = Fiber(p.run);
  while (!f.resume()) print(p.pair + " ");
  println("");  // expect: 1*1 1*2 1*3 2*1 2*2 2*3
  @f = Fiber(Deep(4).run);
  int n = 0;
  while (!f.resume()) n++;
  println(" " + n);  // expect: !1234? 1
  @f = Fiber(sorts);
  n = 0;
  while (!f.resume()) n++;
  println(" " + (n > 1));  // expect: 123 true
  @f = Fiber(compares);
  n = 0;
  while (!f.resume()) n++;
  println(" " + n);  // expect: true 3 3
}
