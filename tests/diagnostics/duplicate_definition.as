int x;
float x;
//! 7-8 E0301 'x' is already declared in this scope
//! place 1:5: the other declaration is here
void f(int a) {}
void f(int b) {}
//! 6-7 E0301 function 'void f(int)' is already declared with the same parameters
//! place 3:6: the other declaration is here
class A { int m; float m; }
//! 24-25 E0301 'A' already has a member 'm'
int y;
//! 5-6 E0301 'y' is already declared in this scope
//! place 7:7: the other declaration is here
class y {}
enum z { Z }
void z() {}
//! 6-7 E0301 'z' is already declared in this scope
//! place 8:6: the other declaration is here
void w() {}
typedef int v;
funcdef void v();
//! 14-15 E0301 'v' is already declared in this scope
//! place 11:13: the other declaration is here
