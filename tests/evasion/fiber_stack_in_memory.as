// ends: memory
int down(int n) { if (n == 0) { yield(); return 0; } return down(n - 1) + 1; }
void run() { down(200); }
array<Fiber@> all;
void main() { while (true) { try { Fiber@ f = Fiber(run); f.resume(); all.insertLast(f); } catch {} } }
