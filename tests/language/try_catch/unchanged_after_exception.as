// What an exception interrupts has not happened: the variable keeps its value.
int[] a = {3, 1, 2};
string g = "glob";
void main() {
  string s = "12";
  string[] list = {"p"};
  int zero = 0;
  try { s[9] = 1; } catch { println(s + getExceptionInfo()); }  // expect: 12Out of range
  try { g[9] = 1; } catch { println(g + getExceptionInfo()); }  // expect: globOut of range
  try { list[0][5] = 1; } catch { println(list[0] + getExceptionInfo()); }  // expect: pOut of range
  try { s += "a" + a[0] + a[9]; } catch { println(s + getExceptionInfo()); }  // expect: 12Index out of bounds
  try { s = s + a[7] + "x"; } catch { println(s + getExceptionInfo()); }  // expect: 12Index out of bounds
  try { list[0] += "q" + a[7]; } catch { println(list[0] + getExceptionInfo()); }  // expect: pIndex out of bounds
  try { a[0] /= zero; } catch { println(a[0] + getExceptionInfo()); }  // expect: 3Divide by zero
  try { a[1] = a[0] % zero; } catch { println(a[1] + getExceptionInfo()); }  // expect: 1Divide by zero
  int[]@ none;
  try { a = none; } catch { println(a.length() + getExceptionInfo()); }  // expect: 3Null pointer access
  try { none[0] = 1; } catch { println(getExceptionInfo()); }  // expect: Null pointer access
  try { int[] copy = none; } catch { println(getExceptionInfo()); }  // expect: Null pointer access
  try { println(none.length()); } catch { println(getExceptionInfo()); }  // expect: Null pointer access
}
