// row: MOD-09 MOD-18
string g = "global";
string edited(string s) { s.push(33); s.erase(0, 1); return s; }
void main() {
  g.insert(0, "a ");
  g.push(46);
  println(g);  // expect: a global.
  array<string> a = {"x", "x", "x"};
  a[1].push(121);
  a[2].insert(0, "--");
  println(a[0] + a[1] + a[2]);  // expect: xxy--x
  array<array<string>> deep = {{"p"}, {"q"}};
  deep[1][0].push(113);
  println(deep[1][0] + deep[0][0]);  // expect: qqp
  for (int i = 0; i < 3; i++) {
    string s = "literal";
    s.push(48 + i);
    s.erase(0, 3);
    println(s);
  }
  // expect: eral0
  // expect: eral1
  // expect: eral2
  println(edited("keep"));  // expect: eep!
  println(edited("keep"));  // expect: eep!
  string one = "one", two = one;
  two.push(50);
  one.clear();
  println(two + "|" + one + "|");  // expect: one2||
  string t = "ab";
  uint8 last = t.pop();
  println(last);  // expect: 98
  println(t);  // expect: a
  a.removeAt(0);
  println(a[0].pop() + a.length());  // expect: 123
  println(a[0]);  // expect: x
}
