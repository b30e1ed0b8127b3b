// ends: memory
void main() { dictionary d; while (true) { try { dictionary e; e["a"] = d; e["b"] = d; d = e; } catch {} } }
