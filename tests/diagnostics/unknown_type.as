Stirng s;
//! 1-7 E0402 unknown type 'Stirng'
//! hint: did you mean 'string'?
void f(Plaeyr p) {}
//! 8-14 E0402 unknown type 'Plaeyr'
//! hint: did you mean 'Player'?
class Player {}
