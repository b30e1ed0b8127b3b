// row: FUN-14 GLB-15
// Fibers of functions, anonymous functions, handles and methods; their states.
funcdef void Job();
namespace town { void walk() { print("w"); yield(); print("W"); } }
void work() { print("a"); yield(); print("b"); yield(); print("c"); }
void work(int n) { print("never"); }
Job@ given() { return work; }
class Walker {
  string name;
  int x = 0;
  Walker(const string &in n) { name = n; }
  void run() { while (x < 3) { x++; print(name + x); yield(); } }
  Fiber@ begin() { return Fiber(this.run); }
  Fiber@ again() { return Fiber(run); }
}
interface Runs { void run(); }
class Other : Runs { void run() { print("o"); yield(); print("O"); } }
void drive(Fiber@ f) { while (!f.resume()) print("-"); println("."); }
void main() {
  Fiber@ f = Fiber(work);
  println(f.done + " " + (f.state == FiberState::Ready));  // expect: false true
  println(f.resume() + " " + (f.state == FiberState::Suspended));  // expect: afalse true
  println(f.resume());  // expect: bfalse
  println(f.resume() + " " + f.done + " " + (f.state == FiberState::Finished));  // expect: ctrue true true
  drive(Fiber(work));  // expect: a-b-c.
  drive(Fiber(town::walk));  // expect: w-W.
  drive(Fiber(given()));  // expect: a-b-c.
  Job@ job = function() { print("l"); yield(); print("L"); };
  drive(Fiber(job));  // expect: l-L.
  drive(Fiber(Job(work)));  // expect: a-b-c.
  drive(Fiber(function() { for (int i = 0; i < 3; i++) { print(i); yield(); } }));  // expect: 0-1-2-.
  Walker w("w");
  drive(Fiber(w.run));  // expect: w1-w2-w3-.
  w.x = 1;
  drive(w.begin());  // expect: w2-w3-.
  w.x = 2;
  drive(w.again());  // expect: w3-.
  drive(Fiber(Walker("t").run));  // expect: t1-t2-t3-.
  Runs@ r = Other();
  drive(Fiber(r.run));  // expect: o-O.
  auto g = Fiber(work);
  Fiber@ same = g;
  println((same is g) + " " + (f is g));  // expect: true false
  Fiber(work).resume();
  println("");  // expect: a
}
