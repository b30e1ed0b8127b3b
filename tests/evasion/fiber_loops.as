// ends: budget
void spin() { while (true) {} }
void main() { Fiber@ f = Fiber(spin); while (true) { try { f.resume(); } catch {} } }
