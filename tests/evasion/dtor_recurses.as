// ends: depth
// A stack overflow in a destructor is no exception to be dropped: it ends the call.
int down(int n) { return down(n + 1) + 1; }
class C { ~C() { down(0); } }
void main() { while (true) { C c; } }
