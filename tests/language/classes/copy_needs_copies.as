class T {
  T() {}
  T(const T &in other, T extra = shared) {}
}
T shared;
void main() {
  T a;
  T b = a;  // expect error: too many
}
