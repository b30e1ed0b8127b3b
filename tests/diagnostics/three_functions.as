void f() { unknown1(); }
//! 12-20 E0401 unknown function 'unknown1'
void g() { int x = "a"; }
//! 20-23 E0501 no conversion from 'string' to 'int'
//! hint: write parseInt(x)
int h() { }
//! 11-12 E0601 not all paths of function 'int h()' return a value
