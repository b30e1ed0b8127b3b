// ends: depth
class Player { Fiber@ other; void run() { while (true) { try { Fiber(this.run).resume(); } catch { yield(); } } } }
void main() { Player p; Fiber@ f = Fiber(p.run); while (true) { try { f.resume(); @f = Fiber(p.run); } catch {} } }
