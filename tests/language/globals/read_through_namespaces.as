// A global is initialised after those that its initialiser reads: by qualified names and in default arguments too.
namespace A { int x = B::x + 1; }
namespace B { int x = ::C::x + 1; string text = ::text + "!"; }
namespace C { int x = 40; }
string text = "t" + late();
int late(int value = number) { return value; }
int number = 7;
void main() {
  println(A::x);  // expect: 42
  println(text);  // expect: t7
  println(B::text);  // expect: t7!
}
