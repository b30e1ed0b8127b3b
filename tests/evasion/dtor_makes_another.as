// ends: depth
class C { ~C() { C next; } }
void main() { C c; }
