typedef second first;  // expect error: not known yet
typedef int second;
first x = 3;
void main() {}
