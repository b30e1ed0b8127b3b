// ends: deadline
void spin() { while (true) { try { yield(); } catch {} } }
void main() { Fiber@ f = Fiber(spin); while (true) { try { f.resume(); } catch {} } }
