// Appending to variables of every sort, and chains that mention the variable itself.
string g = "g";
string[] list = {"a", "b"};
string exclaim(const string &in s) { return s + "!"; }
void main() {
  string s = "x";
  s += "y" + 1 + true + 2.5;
  println(s);  // expect: xy1true2.5
  s = s + 1 + 2;
  println(s);  // expect: xy1true2.512
  s += 1 + 2;
  println(s);  // expect: xy1true2.5123
  s += s + "-" + s;
  println(s.length());  // expect: 40
  s = "<" + s.substr(0, 3) + ">";
  println(s);  // expect: <xy1>
  s += exclaim(s) + exclaim("q");
  println(s);  // expect: <xy1><xy1>!q!
  g += "lob" + 4;
  println(g);  // expect: glob4
  g += g;
  println(g);  // expect: glob4glob4
  g = g + "." + g;
  println(g);  // expect: glob4glob4.glob4glob4
  list[1] += "z" + 5;
  println(list[1]);  // expect: bz5
  list[0] += list[1] + list[0];
  println(list[0]);  // expect: abz5a
  list[0] = list[0] + list[1];
  println(list[0]);  // expect: abz5abz5
  string empty;
  empty += "";
  println("[" + empty + "]" + "" + "");  // expect: []
  println("" + 7);  // expect: 7
  println("" + "" + 7.5f);  // expect: 7.5
}
