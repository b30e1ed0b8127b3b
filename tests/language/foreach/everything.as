// row: STM-05
void main() {
  int[] a = {1, 2, 3, 4};
  foreach (int v, uint i : a) { if (i == 1) continue; if (v == 4) break; println(v + "@" + i); }
  // expect: 1@0
  // expect: 3@2
  double t = 0;
  foreach (const double v : a) t += v;
  println(t);  // expect: 10
  dictionary d = {{"a", 1}, {"b", 2}};
  int s = 0;
  foreach (auto v, string k : d) s += int(v);
  println(s);  // expect: 3
  dictionary<string, int> e;
  e["x"] = 5;
  foreach (int v, const string k : e) println(k + v);  // expect: x5
  foreach (auto row : array<array<int>> = {{1}, {2, 3}}) println(row.length());
  // expect: 1
  // expect: 2
}
