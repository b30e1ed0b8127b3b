// ends: memory
void main() { string s = "aaaaaaaa"; while (true) s = s.replaceAll("a", "aaaaaaaa"); }
