// row: OPR-13
class T { string name = "T"; }
class U { string name = "U"; }
class W {
  T t;
  U u;
  int opConv() const { return 42; }
  string opConv() const { return "forty-two"; }
  double opImplConv() const { return 4.5; }
  T@ opCast() { return t; }
  U@ opImplCast() { return u; }
}
void main() {
  W w;
  double d = w;
  println(d);  // expect: 4.5
  println(int(w));  // expect: 42
  println(string(w));  // expect: forty-two
  T@ t = cast<T>(w);
  println(t.name);  // expect: T
  U@ u = w;
  println(u.name);  // expect: U
  println(cast<U>(w).name);  // expect: U
}
