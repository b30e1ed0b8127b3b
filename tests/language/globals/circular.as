int a = b;
int b = a + 1;  // expect error: depends on itself
void main() {}
