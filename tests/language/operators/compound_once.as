// row: EXP-08
int calls = 0;
int i = 0;
class P {
  int v = 10;
  int[] a = {1, 2, 3};
  int hidden = 5;
  int prop { get const { calls++; return hidden; } set { calls += 100; hidden = value; } }
  int get_opIndex(int k) const property { return a[k]; }
  void set_opIndex(int k, int x) property { a[k] = x; }
}
P p;
P@ get() { calls++; return p; }
int[] g = {1, 2, 3};
void main() {
  int local = 0;
  int[] arr = {1, 2, 3};
  arr[local++] += 5;
  println(arr[0] + " " + local);  // expect: 6 1
  g[i++] *= 4;
  println(g[0] + " " + i);  // expect: 4 1
  get().v -= 3;
  println(p.v + " " + calls);  // expect: 7 1
  calls = 0;
  get().a[i++] <<= 3;
  println(p.a[1] + " " + calls + " " + i);  // expect: 16 1 2
  calls = 0;
  p.prop += 2;
  println(p.hidden + " " + calls);  // expect: 7 101
  p[i++] += 40;
  println(p.a[2] + " " + i);  // expect: 43 3
  string s = "a";
  string[] names = {"x", "y"};
  i = 0;
  names[i++] += "z";
  println(names[0] + i);  // expect: xz1
}
