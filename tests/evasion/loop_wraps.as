// ends: budget
// The counter wraps around, the end is never reached.
void main() { for (uint8 i = 0; i < 256; i++) {} }
