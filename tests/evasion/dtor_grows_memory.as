// ends: memory
// Exhausted memory in a destructor ends the call; all that it made is given back.
class C { ~C() { array<string> a; while (true) a.insertLast("0123456789012345678901234567890123456789"); } }
void main() { while (true) { C c; } }
