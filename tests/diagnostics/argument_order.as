void greet(string name, int times) {}
void main() { greet(3, "Ann"); }
//! 21-22 E0501 no conversion from 'int' to 'string', for parameter 1 of 'void greet(string, int)'
//! hint: 'void greet(string, int)' takes these arguments in another order: 2, 1
//! 24-29 E0501 no conversion from 'string' to 'int', for parameter 2 of 'void greet(string, int)'
//! hint: write parseInt(x)
