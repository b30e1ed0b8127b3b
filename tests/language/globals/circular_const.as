const int a = b + 1;  // expect error: depends on itself
const int b = a + 1;
void main() {}
