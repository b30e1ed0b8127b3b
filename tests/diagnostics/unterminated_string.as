void main() { string s = "abc; }
//! 26-33 E0102 unterminated string: its closing '"' is missing on this line
