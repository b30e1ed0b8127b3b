// &out arguments are written back after the call, with conversions, to variables of every sort.
void outs(int a, int &out x, string &out s, int[] &out v) { x = a * 2; s = "s" + a; v = {a, a, a}; }
void real(double &out d) { d = 2.75; }
bool find(const string &in k, int &out v) { v = 1; if (k == "no") return false; v = int(k.length()); return true; }
void handle(int[]@ &out h) { int[] a = {8, 9}; @h = a; }
int global;
int index() { println("index"); return 0; }
void fail(int &out x) { x = 5; throw("failed"); }
void main() {
  int x;
  string s = "old";
  int[] v;
  outs(4, x, s, v);
  println(x + s + v.length());  // expect: 8s43
  outs(6, void, s, void);
  println(s);  // expect: s6
  int truncated;
  real(truncated);
  println(truncated);  // expect: 2
  outs(7, global, s, v);
  println(global);  // expect: 14
  int[][] nested(1);
  string[] texts(1);
  outs(8, x, texts[0], nested[0]);
  println(texts[0] + nested[0].length());  // expect: s83
  int[] one(1);
  real(one[index()]);  // expect: index
  println(one[0]);  // expect: 2
  if (find("hello", x)) println("found " + x);  // expect: found 5
  println(find("no", x));  // expect: false
  println(x);  // expect: 1
  int[]@ h;
  handle(h);
  println(h[1]);  // expect: 9
  try { fail(x); } catch { println(x + getExceptionInfo()); }  // expect: 1failed
}
