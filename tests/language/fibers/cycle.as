// row: FUN-14
// A fiber and the object whose method it runs refer to each other; so do fibers that wait and what they hold.
int alive = 0;
class Holder { Fiber@ fiber; int[] data(100); Holder() { alive++; } ~Holder() { alive--; } void run() { Holder@ me = this; yield(); me.data[0]++; } }
void make(bool begun) { Holder h; @h.fiber = Fiber(h.run); if (begun) h.fiber.resume(); }
void main() {
  for (int i = 0; i < 60000; i++) make(i % 2 == 0);
  println(alive < 40000);  // expect: true
}
