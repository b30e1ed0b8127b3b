// Logic as values and as conditions, with side effects only where they belong.
int calls = 0;
bool yes() { calls++; return true; }
bool no() { calls++; return false; }
void main() {
  bool a = true, b = false;
  println((a && b) + " " + (a || b) + " " + (a ^^ b));  // expect: false true true
  bool c = a && (b || yes()) && !no();
  println(c + " " + calls);  // expect: true 2
  c = b && yes() || a && no() || yes();
  println(c + " " + calls);  // expect: true 4
  if (!(a && !b) || (calls > 3 && calls < 5)) println("in " + calls);  // expect: in 4
  if (!(yes() && no())) println("not both");  // expect: not both
  println(calls > 5 && calls != 7 && !(calls == 8));  // expect: true
  int x = 5; double d = 2.5; float f = 2.5f; uint u = 3; int64 w = -1; uint64 v = 9;
  println(x > 3 && x >= 5 && 3 < x && 5 <= x && !(x < 5) && !(x > 5));  // expect: true
  println(d > 2 && d >= 2.5 && 2 < d && !(d < 2.5) && f == d && f < 3);  // expect: true
  println(u > 2 && u <= 3 && w < 0 && v >= 9 && v > 8 && !(v < 9) && w < x);  // expect: true
  bool r = a == b || a != b && a == true;
  println(r);  // expect: true
  while (x > 0 && (x != 3 || d < 1)) x--;
  println(x);  // expect: 3
  println(a ? b ? 1 : 2 : 3);  // expect: 2
  println((x == 3 ? "three" : x == 2 ? "two" : "many"));  // expect: three
}
