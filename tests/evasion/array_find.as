// ends: budget
void main() { array<string> a(20000, "0123456789"); while (true) a.find("x"); }
