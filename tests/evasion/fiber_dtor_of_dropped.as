// ends: budget
class Noisy { ~Noisy() { while (true) {} } void run() { Noisy inner; yield(); } }
void main() { while (true) { try { Fiber@ f = Fiber(Noisy().run); f.resume(); @f = null; } catch {} } }
