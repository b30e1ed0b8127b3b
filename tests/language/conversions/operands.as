class F { double opImplConv() const { return 2.5; } }
class G { int opImplConv() const { return 2; } bool opImplConv() const { return true; } }
class B { double d = 1.5; double opImplConv() const { return d; } string opImplConv() const { return "B!"; } }
void f(int i) { println("int"); }
void f(double d) { println("double"); }
void show(const string &in s) { println("s " + s); }
void main() {
  F x;
  f(x);  // expect: double
  println(x + 1);  // expect: 3.5
  println(1 + x);  // expect: 3.5
  println(x < 3);  // expect: true
  println(x * 2.0f);  // expect: 5
  G y;
  println(y + 1);  // expect: 3
  B b;
  double d = b * 2;
  println(d);  // expect: 3
  show(b);  // expect: s B!
  println("" + string(b));  // expect: B!
  println(b > 1);  // expect: true
  int i = int(b);
  println(i);  // expect: 1
}
