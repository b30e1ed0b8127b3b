// A dictionary that changes during foreach: an entry that is there all the time is visited exactly once, a deleted one
// is not; others may be visited.
uint seed = 1;
uint next(uint n) { seed = seed * 1664525 + 1013904223; return (seed >> 8) % n; }

string check(int first, int changes) {
  dictionary<int, int> d;
  array<bool> there(700), always(700);
  array<int> seen(700);
  for (int i = 0; i < first; i++) { d[i] = i; there[i] = always[i] = true; }
  for (int i = 0; i < first; i += 3) if (next(2) == 0) { d.delete(i); there[i] = always[i] = false; }
  int passes = 0;
  foreach (int v, int k : d) {
    if (v != k || !there[k]) return "not there: " + k;
    seen[k]++;
    if (++passes == 300) return "endless";
    for (int i = 0; i < changes; i++) {
      int x = next(first), y = first + next(700 - first);
      if (there[x]) { d.delete(x); there[x] = always[x] = false; }
      if (passes < 100 && next(2) == 0) { d[y] = y; there[y] = true; }
      if (next(20) == 0) d.shrinkToFit();
      if (next(20) == 0) d.reserve(100 + next(400));
    }
  }
  for (int i = 0; i < 700; i++) if (always[i] && seen[i] != 1) return "seen " + seen[i] + " times: " + i;
  return "";
}

void main() {
  dictionary<int, int> d;
  for (int i = 0; i < 5; i++) d[i] = i;
  foreach (int v, int k : d) {
    print(k + " ");
    if (k < 5) { d.delete(k); d[k + 100] = 1; }
  }
  println(d.getSize());  // expect: 0 1 2 3 4 100 101 102 103 104 5

  dictionary words = {{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}};
  foreach (auto v, string k : words) {
    print(k);
    if (k == "a") { words.delete("b"); words.delete("a"); words.shrinkToFit(); }
  }
  println("");  // expect: acd

  string bad;
  for (int i = 0; i < 60; i++) bad += check(20 + i * 2, i % 4);
  println("'" + bad + "'");  // expect: ''

  // Cleared, assigned and filled again: nothing of what was there before is left.
  foreach (int v, int k : d) {
    d.clear();
    for (int i = 0; i < 3; i++) d[i] = -1;
    break;
  }
  int count = 0;
  dictionary<int, int> other = {{1, 1}, {2, 2}};
  foreach (int v, int k : d) { d = other; count++; }
  println(d.getSize() + " " + (count <= 2));  // expect: 2 true

  // The order is that of insertion, whatever has been deleted in between.
  d.clear();
  for (int i = 0; i < 40; i++) d[i * 13 % 40] = i;
  for (int i = 0; i < 40; i++) if (i % 5 != 0) d.delete(i);
  foreach (int v, int k : d) print(k + " ");
  println("");  // expect: 0 25 10 35 20 5 30 15
}
