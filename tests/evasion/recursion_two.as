// ends: depth
void a() { b(); }
void b() { a(); }
void main() { a(); }
