// row: MOD-20
// array.sort with a function: ranges, stability, strings, objects, handles, exceptions, changes of the array.
class P { string n; int v; P() {} P(string s, int x) { n = s; v = x; } }
bool down(const int &in a, const int &in b) { return a > b; }
bool byLength(const string &in a, const string &in b) { return a.length() < b.length(); }
bool byV(const P@ &in a, const P@ &in b) { return a.v < b.v; }
int[] shared = {3, 1, 2};
string text(const int[] &in a) { string s; for (uint i = 0; i < a.length(); i++) s += a[i] + " "; return s; }
void main() {
  int[] a = {3, 1, 4, 1, 5, 9, 2, 6};
  a.sort(down);
  println(text(a));  // expect: 9 6 5 4 3 2 1 1 
  a.sort(function(x, y) { return x < y; }, 2, 3);
  println(text(a));  // expect: 9 6 3 4 5 2 1 1 
  a.sort(function(x, y) { return x < y; }, 6);
  a.sort(down, 100);
  a.sort(down, 0, 1);
  println(text(a));  // expect: 9 6 3 4 5 2 1 1 
  string[] s = {"ccc", "a", "bb", "dd", ""};
  s.sort(byLength);
  println(join(s, ","));  // expect: ,a,bb,dd,ccc
  P[] p = {P("x", 3), P("y", 1), P("z", 2)};
  p.sort(function(l, r) { return l.v < r.v; });
  println(p[0].n + p[1].n + p[2].n);  // expect: yzx
  P@[] h = {p[2], p[0], p[1]};
  h.sort(byV);
  println(h[0].n + h[1].n + h[2].n);  // expect: yzx
  try { a.sort(function(x, y) { throw("stop"); return true; }); } catch { println(getExceptionInfo()); }  // expect: stop
  println(text(a));  // expect: 9 6 3 4 5 2 1 1 
  try { shared.sort(function(x, y) { shared.resize(0); return true; }); } catch { println(getExceptionInfo()); }  // expect: Index out of bounds
  try { a.sort(null); } catch { println(getExceptionInfo()); }  // expect: Unbound function called
  int[] many;
  for (int i = 0; i < 5000; i++) many.insertLast((i * 7919) % 5003);
  many.sort(function(x, y) { return x < y; });
  bool ok = true;
  for (uint i = 1; i < many.length(); i++) ok = ok && many[i - 1] <= many[i];
  println(ok);  // expect: true
}
