// ends: budget
void run() {}
void main() { while (true) { try { Fiber@ f = Fiber(run); } catch {} } }
