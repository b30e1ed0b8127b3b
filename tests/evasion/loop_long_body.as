// ends: budget
// A long straight body between two polls.
int x = 1;
void main() {
  while (true) {
    x = x * 3 + 1; x ^= x >> 7; x = x * 5 + 2; x ^= x >> 3; x = x * 7 + 3; x ^= x >> 9; x = x * 9 + 4; x ^= x >> 5;
    x = x * 11 + 5; x ^= x >> 2; x = x * 13 + 6; x ^= x >> 4; x = x * 15 + 7; x ^= x >> 6; x = x * 17 + 8; x ^= x >> 8;
  }
}
