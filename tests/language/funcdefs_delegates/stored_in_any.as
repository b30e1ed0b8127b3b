// Functions are never copied: stored without @ in front, a handle stays a handle.
// row: FUN-08
funcdef int F(int);
int twice(int v) { return v * 2; }
class Adder { int n; Adder(int n_) { n = n_; } int add(int v) { return v + n; } }
void main() {
  F@ f = twice, g;
  any box;
  box.store(f);
  println(box.retrieve(@g));  // expect: true
  println(g(4));  // expect: 8
  println(g is f);  // expect: true
  any other(f);
  @g = null;
  other.retrieve(@g);
  println(g(5));  // expect: 10
  dictionary d;
  d["f"] = f;
  d.set("g", F(Adder(3).add));
  F@ h;
  println(d.get("f", @h) && h is f);  // expect: true
  println(d.get("g", @h));  // expect: true
  println(h(4));  // expect: 7
}
