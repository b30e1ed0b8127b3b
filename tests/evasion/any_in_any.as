// ends: memory
class Box { any inside; }
void main() { Box@ top; while (true) { try { Box@ b = Box(); if (top !is null) b.inside.store(@top); @top = b; } catch {} } }
