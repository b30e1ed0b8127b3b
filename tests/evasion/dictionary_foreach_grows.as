// ends: memory
void main() { dictionary<int, string> d; d[0] = "a"; int n = 1; while (true) { try { foreach (string v, int k : d) { d[n] = "text " + n; n++; } } catch {} n++; d[n] = "x"; } }
