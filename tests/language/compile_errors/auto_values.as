// row: GLB-04
void nothing() {}
void main() {
  auto a;  // expect error
  auto b = null;  // expect error
  auto c = nothing();  // expect error
  const auto d = 1;
  d = 2;  // expect error
}
auto twofold = overloaded();  // expect error: this expression has no value
int overloaded(int x) { return x; }
void overloaded() {}
