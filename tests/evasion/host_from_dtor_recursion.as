// ends: depth
// The depth is a limit of the outermost call: a destructor that calls back in cannot drop it.
class C { ~C() { reenter("void again()"); } }
void again() { C c; }
void main() { C c; { C d; } again(); while (true) again(); }
