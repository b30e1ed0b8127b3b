void main() { int x = 1 ? 2 : 3 ` 4; }
//! 33-34 E0101 unexpected character '`'
