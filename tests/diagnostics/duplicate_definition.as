int x;
float x;
//! 7-8 E0301 'x' is already declared in this scope
void f(int a) {}
void f(int b) {}
//! 6-7 E0301 function 'void f(int)' is already declared with the same parameters
class A { int m; float m; }
//! 24-25 E0301 'A' already has a member 'm'
