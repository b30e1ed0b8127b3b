// ends: memory
class Job { int[] data(1000); void run() { int[] mine(1000); yield(); } }
array<Fiber@> all;
void main() { while (true) { try { Fiber@ f = Fiber(Job().run); f.resume(); all.insertLast(f); } catch {} } }
