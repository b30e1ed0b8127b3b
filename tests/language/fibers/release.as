// row: FUN-14
// A fiber that is dropped before its end lets go what its variables hold, as does one that is aborted or never begun.
class Noisy {
  string name;
  Noisy(const string &in n) { name = n; }
  ~Noisy() { println("~" + name); }
  void run() {
    Noisy inner(name + ".inner");
    array<Noisy@> list = {Noisy(name + ".list")};
    yield();
    println("never");
  }
}
void main() {
  Fiber@ f = Fiber(Noisy("ready").run);
  @f = null;  // expect: ~ready
  @f = Fiber(Noisy("a").run);
  f.resume();
  @f = null;
  // expect: ~a.list
  // expect: ~a.inner
  // expect: ~a
  @f = Fiber(Noisy("b").run);
  f.resume();
  f.abort();
  // expect: ~b.list
  // expect: ~b.inner
  // expect: ~b
  println(f.state == FiberState::Aborted);  // expect: true
  try { f.resume(); } catch { println(getExceptionInfo()); }  // expect: The fiber has ended
  Noisy kept("kept");
  @f = Fiber(kept.run);
  f.resume();
  @f = Fiber(kept.run);
  // expect: ~kept.list
  // expect: ~kept.inner
  println("end");  // expect: end
  // expect: ~kept
}
