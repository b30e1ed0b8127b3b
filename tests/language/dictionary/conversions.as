// Numbers and bools convert into each other, strings do not; reading a read-only dictionary adds nothing.
// expect exception: Invalid access to non-existing value
void main() {
  dictionary d = {{"a", 1}, {"f", 2.5}, {"s", "x"}, {"b", true}, {"n", null}};
  bool b; int i; string s; double f; uint8 u;
  println(d.get("a", b) + " " + b);  // expect: true true
  println(d.get("f", b) + " " + b);  // expect: true true
  println(d.get("s", i) + " " + i);  // expect: false 0
  println(d.get("b", i) + " " + i);  // expect: true 1
  println(d.get("b", f) + " " + f);  // expect: true 1
  println(d.get("f", u) + " " + u);  // expect: true 2
  println(d.get("a", s) + " '" + s + "'");  // expect: false ''
  println(int(d["s"]));  // expect: 0
  println(string(d["a"]));  // expect: 
  dictionaryValue v = d["f"];
  println(double(v));  // expect: 2.5
  println(int(v));  // expect: 2
  d["f"] = 3; println(double(v));  // expect: 2.5
  dictionary@ h = d; println(h.getSize());  // expect: 5
  d["z"] = d["s"]; println(string(d["z"]));  // expect: x
  const dictionary@ c = d;
  println(int(c["a"]));  // expect: 1
  println(int(c["qq"]));
  println(c.exists("qq"));
}
