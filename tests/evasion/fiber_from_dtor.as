// ends: depth
class Again { void run() { yield(); } ~Again() { Fiber@ f = Fiber(Again().run); try { f.resume(); f.resume(); } catch {} } }
void main() { while (true) { Again a; } }
