auto a = twice(b);  // expect error: depends on itself
auto b = a;
int twice(int x) { return x * 2; }
void main() {}
