void main() { int@ x; }
//! 15-19 E0405 cannot create handle to 'int': it is not a reference type
