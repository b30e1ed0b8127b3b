// Globals of every kind as targets.
int i = 1; uint8 b = 250; double d = 0.5; bool t = false; string s = "s"; int[] a = {1}; int[]@ h; int64 w = 1;
void main() {
  i += 4; i++; --i;
  println(i);  // expect: 5
  b += 10;
  println(b);  // expect: 4
  d *= 3; d++;
  println(d);  // expect: 2.5
  t = i > 4 && b < 10;
  println(t);  // expect: true
  println(t ? i++ : 0);  // expect: 5
  println(i);  // expect: 6
  s += "t" + i;
  s[0] = 83;
  println(s);  // expect: St6
  a = {4, 5, 6};
  a[1] += a[0];
  println(a[1] + " " + a.length());  // expect: 9 3
  @h = a;
  h[0] = 9;
  println(a[0]);  // expect: 9
  @h = null;
  println(h is null);  // expect: true
  w <<= 40;
  println(w);  // expect: 1099511627776
  i = int(w >> 38) + (a[2] = 7);
  println(i + " " + a[2]);  // expect: 11 7
}
