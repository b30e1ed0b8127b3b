// ends: budget
// The limit is no exception of the script: no catch sees it.
int caught = 0;
void main() { while (true) { try { while (true) {} } catch { caught++; } } }
