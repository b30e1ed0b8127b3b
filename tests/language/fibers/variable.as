// A variable owns its fiber, as that of any class does: it is never null, and a handle can refer to it.
int runs = 0;
void twice() { runs++; yield(); runs++; }
void use(Fiber@ f) { while (!f.done) f.resume(); }
class Holder { Fiber held(twice); }
void main() {
  Fiber f(twice);
  f.resume();
  println(runs);  // expect: 1
  Fiber@ same = f;
  println(same is f);  // expect: true
  use(f);
  println(runs + " " + same.done);  // expect: 2 true
  Holder h;
  use(h.held);
  println(runs);  // expect: 4
}
