// row: FUN-14 GLB-15
// A thousand coroutines in turn; one that raises does not stop the others.
int alive = 0;
int total = 0;
class Worker {
  int n;
  int left;
  Worker(int i) { n = i; left = i % 7; alive++; }
  ~Worker() { alive--; }
  void step(int depth) { if (depth > 0) { step(depth - 1); return; } yield(); }
  void run() {
    while (left > 0) { left--; total += n; step(n % 5); }
    if (n % 100 == 99) throw("worker " + n);
  }
}
void main() {
  array<Fiber@> fibers;
  for (int i = 0; i < 1000; i++) fibers.insertLast(Fiber(Worker(i).run));
  println(alive);  // expect: 1000
  int rounds = 0, failed = 0;
  string last;
  while (fibers.length() > 0) {
    rounds++;
    uint k = 0;
    while (k < fibers.length()) {
      bool over = true;
      try { over = fibers[k].resume(); } catch { failed++; last = getExceptionInfo(); }
      if (over) fibers.removeAt(k); else k++;
    }
  }
  int wanted = 0;
  for (int i = 0; i < 1000; i++) wanted += i * (i % 7);
  println(rounds + " " + failed + " " + last + " " + (total == wanted));  // expect: 7 10 worker 699 true
  println(alive);  // expect: 0
}
