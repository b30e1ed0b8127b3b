// row: STM-10
int f() { println("f"); return 1; }
void main() {
  ;;
  {}
  { ; { } }
  f();  // expect: f
  f() + f() == 2 ? f() : 0;
  // expect: f
  // expect: f
  // expect: f
  for (int i = 0; i < 3; i++);
  int x;
  x = 4;
  x++;
  println(x);  // expect: 5
}
