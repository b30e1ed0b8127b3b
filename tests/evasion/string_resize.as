// ends: memory
void main() { string s; s.resize(1000000000); }
