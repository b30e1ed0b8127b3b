// ends: depth
void main() { main(); }
