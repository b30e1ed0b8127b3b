// Elements as variables: of every width, nested, strings, handles.
int[][] grid(3, int[](3, 0));
array<array<string>> names = {{"a", "b"}, {}, {"c"}};
int[]@[] handles(2);
void main() {
  bool[] bits = {true, false, true};
  bits[1] = bits[0] && !bits[1];
  println(bits[1]);  // expect: true
  int8[] small = {127, -128};
  small[0]++;
  small[1] -= 1;
  println(small[0] + " " + small[1]);  // expect: -128 127
  uint8[] bytes = {255, 250};
  bytes[0]++;
  bytes[1] += 10;
  println(bytes[0] + " " + bytes[1]);  // expect: 0 4
  int16[] shorts = {32767};
  shorts[0] += 2;
  println(shorts[0]);  // expect: -32767
  uint16[] words = {0};
  words[0]--;
  println(words[0]);  // expect: 65535
  uint[] u = {0};
  u[0] -= 1;
  println(u[0]);  // expect: 4294967295
  int64[] wide = {1};
  wide[0] <<= 33;
  println(wide[0]);  // expect: 8589934592
  uint64[] unsignedWide = {0};
  unsignedWide[0]--;
  println(unsignedWide[0]);  // expect: 18446744073709551615
  float[] f(2, 1.5f);
  f[1] *= f[0];
  println(f[0] + f[1]);  // expect: 3.75
  double[] d = {1, 2.5};
  d[0] += d[1] / 2;
  println(d[0]);  // expect: 2.25
  grid[1][2] = 7;
  grid[0] = grid[1];
  grid[0][2]++;
  println(grid[0][2] + " " + grid[1][2]);  // expect: 8 7
  names[1].insertLast("new");
  names[1].insertLast(names[0][0]);
  names[0][1] += "!" + names[1].length();
  println(names[0][1] + names[1][1]);  // expect: b!2a
  println(handles[0] is null);  // expect: true
  int[] a = {1, 2, 3};
  @handles[0] = a;
  @handles[1] = handles[0];
  handles[1][0] = 50;
  println(a[0]);  // expect: 50
  println(handles[0] is handles[1] && handles[0] is a);  // expect: true
  handles[0] = {4, 5};
  println(a.length() + " " + a[1]);  // expect: 2 5
  @handles[0] = null;
  println(handles[0] is null && handles[1] !is null);  // expect: true
}
