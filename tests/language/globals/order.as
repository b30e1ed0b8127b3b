// row: GLB-07
string log_ = "";
C early = C(later);
int later = 5;
int needs = after + 1;
int after = 10;
const int FIXED = needs * 2;
int[] list = {later, after};
class C { int v; C(int x) { v = x; } }
int called = function_();
int function_() { return FIXED + 1; }
void main() {
  println(early.v + " " + needs + " " + FIXED + " " + list[1] + " " + called);  // expect: 5 11 22 10 23
}
