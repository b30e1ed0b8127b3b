void main() {} /* never closed
//! 16-18 E0104 unterminated comment: its closing '*/' is missing
