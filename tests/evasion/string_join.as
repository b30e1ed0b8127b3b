// ends: memory
void main() { array<string> a(1000, "0123456789012345678901234567890123456789"); while (true) { string s = join(a, "--"); a[0] = s; a[1] = s; a[2] = s; } }
