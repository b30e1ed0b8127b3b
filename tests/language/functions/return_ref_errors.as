class P { int x; P@ h; }
P &param(P &inout p) { return p; }       // expect error: local variable
P &local() { P p; return p; }            // expect error: local variable
P &made() { return P(); }                // expect error: temporary
P &handle() { P@ h = P(); return h; }    // expect error: a reference to 'P'
int &number() { return 3; }              // expect error: a reference
void main() {}
