// Dictionaries of both forms, any, ref, arrays in arrays: a program for the fuzzers.
class Item { int n; string label; Item() {} Item(int k) { n = k; label = "item " + k; } ~Item() { count--; } }
int count = 0;
dictionary kept;
dictionary<string, int> counts;
dictionary<int, double> weights;
dictionary<string, array<int>> lists;

int numbers(int n) {
    for (int i = 0; i < n; i++) { counts["k" + i % 7] += i; counts["k" + i % 5]++; weights[i] = i * 0.5; weights[i / 2] += 1; }
    int sum = 0;
    foreach (int v, string k : counts) sum += v + int(k.length());
    return sum + int(weights[3]);
}
int mixed() {
    dictionary d = { {"a", 1}, {"b", "text"}, {"c", 2.5} };
    d["item"] = Item(4); @d["handle"] = Item(5); @d["self"] = d; d["list"] = array<int> = { 1, 2, 3 };
    int a = int(d["a"]); string b = string(d["b"]); double c; bool there = d.get("c", c);
    Item@ i = cast<Item>(d["handle"]); Item copy; d.get("item", copy);
    d.set("a", 70000000000); kept = d;
    array<string>@ keys = kept.getKeys();
    kept.delete("self"); d.deleteAll();
    return a + int(b.length()) + int(c) + int(keys.length()) + (i is null ? 0 : i.n) + copy.n + (there ? 1 : 0);
}
int nested() {
    array<array<string>> t(3);
    for (uint i = 0; i < 3; i++) t[i].insertLast("row " + i);
    lists["x"].insertLast(4); lists["y"] = array<int>(2, 8); lists["x"].insertAt(0, 9);
    array<array<string>> u = t; u[0][0] += "!";
    return int(lists["x"].length() + lists["y"][1]) + (u == t ? 1 : 0) + u[0].find("row 0!");
}
int boxes() {
    any a(5), b; b.store(@Item(3)); int n; a.retrieve(n); Item@ got; b.retrieve(@got);
    ref@ r = got; Item@ back = cast<Item>(r);
    return n + (back is null ? 0 : back.n);
}
string texts(string s) { array<string>@ p = s.split(" "); p.sortDesc(); return join(p, "-").substr(1, 9); }
