// row: STM-06
enum E { Red = -1, Green = 4, Blue }
const int FIVE = 2 + 3;
string number(int n) {
  switch (n) {
    case -1: return "minus one";
    case FIVE: return "five";
    case 3 * 4: return "dozen";
    case Green: return "green";
    default: return "other";
  }
}
string color(E e) {
  switch (e) {
    case E::Red: return "red";
    case Green: return "green";
    case E::Blue: return "blue";
  }
  return "none";
}
string truth(bool b) {
  switch (b) {
    case true: return "yes";
    case false: return "no";
  }
  return "?";
}
string animal(const string &in s) {
  switch (s) {
    case "cat":
    case "lion": return "feline";
    case "dog": return "canine";
    default: return "animal";
  }
}
class Point {
  int x;
  Point(int v) { x = v; }
  bool opEquals(int v) const { return x == v; }
}
void main() {
  println(number(-1) + " " + number(5) + " " + number(12) + " " + number(4) + " " + number(97) + " " + number(0));
  // expect: minus one five dozen green other other
  println(color(Red) + " " + color(E(4)) + " " + color(Blue) + " " + color(E(9)));  // expect: red green blue none
  println(truth(1 < 2) + " " + truth(false));  // expect: yes no
  println(animal("cat") + " " + animal("li" + "on") + " " + animal("dog") + " " + animal(""));
  // expect: feline feline canine animal
  switch (Point(7)) {
    case 6: println("six"); break;
    case 7: println("seven");
    case 8: println("eight"); break;
    default: println("default");
  }
  // expect: seven
  // expect: eight
  uint8 small = 200;
  switch (small) { case 200: println("200"); break; default: println("?"); }  // expect: 200
  int64 big = 5000000000;
  switch (big) { case 5000000000: println("big"); break; case 705032704: println("cut"); }  // expect: big
  switch (uint(4294967295)) { case 0xFFFFFFFF: println("max"); break; default: println("?"); }  // expect: max
}
