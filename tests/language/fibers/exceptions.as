// row: FUN-14 GLB-15
// An exception of a fiber goes on in the one who has resumed it; what the fiber holds is let go first.
class Noisy { string name; Noisy(const string &in n) { name = n; } ~Noisy() { println("~" + name); } }
void deep(int n) { Noisy x("d" + n); if (n == 0) throw("deep"); deep(n - 1); }
void fails() { Noisy x("f"); yield(); deep(1); }
void caught() { try { yield(); deep(0); } catch { println("in: " + getExceptionInfo()); yield(); println("still: " + getExceptionInfo()); } }
void outer() { Fiber@ inner = Fiber(fails); inner.resume(); inner.resume(); println("never"); }
Fiber@ own;
void itself() { try { own.resume(); } catch { println(getExceptionInfo()); } }
void main() {
  Fiber@ f = Fiber(fails);
  f.resume();
  try { f.resume(); println("never"); } catch { println("out: " + getExceptionInfo()); }
  // expect: ~d0
  // expect: ~d1
  // expect: ~f
  // expect: out: deep
  println((f.state == FiberState::Exception) + " " + f.done);  // expect: true true
  try { f.resume(); } catch { println(getExceptionInfo()); }  // expect: The fiber has ended
  @f = Fiber(caught);
  f.resume();
  f.resume();
  // expect: ~d0
  // expect: in: deep
  try { throw("mine"); } catch { f.resume(); println(getExceptionInfo()); }
  // expect: still: deep
  // expect: mine
  @f = Fiber(outer);
  try { f.resume(); } catch { println("outer: " + getExceptionInfo()); }
  // expect: ~d0
  // expect: ~d1
  // expect: ~f
  // expect: outer: deep
  @own = Fiber(itself);
  own.resume();  // expect: The fiber is running
  Fiber@ none;
  try { none.resume(); } catch { println(getExceptionInfo()); }  // expect: Null pointer access
  @f = Fiber(fails);
  f.resume();
  f.resume();  // expect exception: deep
  // expect: ~d0
  // expect: ~d1
  // expect: ~f
}
