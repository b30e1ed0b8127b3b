// ends: depth
void down() { try { Fiber(down).resume(); } catch { down(); } }
void main() { down(); }
