class R {
  int v = 2;
  const int &cv() const { return v; }
  int &mv() { return v; }
  const R &self() const { return this; }
}
void main() {
  R r;
  r.cv() = 3;         // expect error: read-only
  r.self().mv() = 4;  // expect error: read-only
}
