// dictionary<K, V>, dictionaryValue and any: values by type, by copy, in arrays.
// row: MOD-25 MOD-26 GLB-12
// expect exception: Invalid access to non-existing value
void main() {
  dictionary<string, int> d = {{"a", 1}, {"b", 2}};
  d["c"] = 5; d["a"] += 10; d["z"]++; ++d["a"];
  println(d["a"] + " " + d["b"] + " " + d["c"] + " " + d["z"] + " " + d.getSize());  // expect: 12 2 5 1 4
  int v;
  println(d.get("b", v) + " " + v);  // expect: true 2
  println(d.get("q", v) + " " + v);  // expect: false 0
  array<int>@ vs = d.getValues(); println(vs.length());  // expect: 4
  foreach (int x, string k : d) println(k + "=" + x);
    // expect: a=12
    // expect: b=2
    // expect: c=5
    // expect: z=1
  dictionary<int, string> e; e[5] = "five"; e[5] += "!"; e[7] += "seven"; println(e[5] + e[7]);  // expect: five!seven
  dictionary<string, array<int>> f; f["l"].insertLast(4); f["l"].insertLast(6); println(f["l"].length() + " " + f["l"][1]);  // expect: 2 6
  f["m"] = {1,2,3};
  println(f["m"].length());  // expect: 3
  f["m"][0] = 9;
  println(f["m"][0]);  // expect: 9
  dictionary<string, array<int>> g = f; g["m"][0] = 11; println(f["m"][0] + " " + g["m"][0]);  // expect: 9 11
  println(f == g);  // expect: false
  println(d == d);  // expect: true
  const dictionary<string,int>@ c = d; println(c["a"]);  // expect: 12
  dictionary any_; any_["list"] = array<int> = {1, 2, 3}; any_["d"] = d;
  println(cast<array<int>>(any_["list"]).length());  // expect: 3
  dictionary<string,int>@ back = cast<dictionary<string,int>>(any_["d"]); println(back["a"] + " " + (back is d));  // expect: 12 false
  dictionaryValue dv = any_["list"];
  println(cast<array<int>>(dv).length());  // expect: 3
  dv = 7;
  println(int(dv));  // expect: 7
  dv = "t";
  println(string(dv));  // expect: t
  any_["t"] = dv;
  println(string(any_["t"]));  // expect: t
  any x(5);
  int64 i;
  println(x.retrieve(i) + " " + i);  // expect: true 5
  any y = x;
  y.store(2.5);
  println(x.retrieve(i) + " " + i);  // expect: true 5
  println(c["nope"]);
}
