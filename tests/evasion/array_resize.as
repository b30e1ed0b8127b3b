// ends: memory
void main() { array<double> a; a.resize(0x0fffffff); }
