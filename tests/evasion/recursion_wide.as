// ends: depth
int f(int a, int b, int c, int d, int e, int g) { return f(b, c, d, e, g, a) + f(a, b, c, d, e, g); }
void main() { f(1, 2, 3, 4, 5, 6); }
