void main() { string s = """abc; }
//! 26-29 E0103 unterminated heredoc: its closing '"""' is missing
