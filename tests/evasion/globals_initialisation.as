// ends: budget
// The values of globals are computed before any function runs, under the limits of the instance.
int forever() { while (true) {} return 1; }
int g = forever();
void main() {}
