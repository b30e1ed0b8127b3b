// &out targets are evaluated and written last to first, as arguments are.
void two(int &out a, string &out b, int &out c) { a = 1; b = "b"; c = 2; }
int[] numbers(2);
string[] texts(1);
int at(int i) { println("at " + i); return i; }
void main() {
  int x;
  two(x, void, x);
  println(x);  // expect: 1
  two(numbers[at(0)], texts[at(0)], numbers[at(1)]);
  // expect: at 1
  // expect: at 0
  // expect: at 0
  println(numbers[0] + " " + numbers[1] + texts[0]);  // expect: 1 2b
}
