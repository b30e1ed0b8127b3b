int global = 3;
int sum(int[] values = {1, global}, const string[] &in names = {"a", "b"}) {
  return values[0] + values[1] + int(names.length());
}
void main() {
  int global = 50;
  println(sum());  // expect: 6
  println(sum({10, 20}));  // expect: 32
}
