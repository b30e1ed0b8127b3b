// The object of a method is evaluated behind the arguments, whatever expression it is.
string trace;
string s(const string &in v) { trace += v; return v; }
int n(int v) { trace += v; return v; }
string[] g = {"a", "b"};
string change() { g[0] = "z"; return "zz"; }
void main() {
  println(s("abc").findFirst(s("c")) + trace);  // expect: 2cabc
  trace = "";
  println((s("x") + n(1)).substr(n(0), n(2)) + trace);  // expect: x120x1
  trace = "";
  println((n(2) - n(1) > 0 ? s("long") : s("short")).length() + trace);  // expect: 421long
  trace = "";
  println(int(s("q").length()) * n(3) + trace);  // expect: 3q3
  println(change().findFirst(g[0]));  // expect: -1
  println(change().findFirst(g[0]));  // expect: 0
}
