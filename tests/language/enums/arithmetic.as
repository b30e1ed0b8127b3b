enum Color { Red, Green = 5, Blue }
enum Other { P = 3, Q }
string t(int) { return "int"; }
string t(uint) { return "uint"; }
string t(double) { return "double"; }
string t(Color) { return "Color"; }
void main() {
  Color c = Blue;
  println(t(c));  // expect: Color
  println(t(c + 1));  // expect: int
  println(t(c | 8));  // expect: int
  println(t(~c));  // expect: uint
  println(t(c * 1.5));  // expect: double
  println(Red + Green + Q);  // expect: 9
  println(c > Green && c == 6 && Blue >= c);  // expect: true
  int i = c;
  println(i << 1);  // expect: 12
  println(Color(5) == Green);  // expect: true
  println(int(Color(77)));  // expect: 77
  println("c" + c + Q);  // expect: c64
  println((i > 5 ? Green : Red) == Green);  // expect: true
  Color[] list = {Green, Blue};
  println(list[1] == c);  // expect: true
}
