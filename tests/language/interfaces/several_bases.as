interface Root { int r(); }
interface Left : Root { int l(); }
interface Right : Root { int x(int n); int x(string s); }
interface Both : Left, Right { int b(); }
abstract class Half { int r() { return 1; } int l() { return 2; } }
class Whole : Half, Both {
  int x(int n) override { return n; }
  int x(string s) { return 30; }
  int b() { return 4; }
  int l() override { return 20; }
}
class More : Whole { int r() override { return 100; } }
int all(Both@ o) { return o.r() + o.l() + o.x(3) + o.x("") + o.b(); }
void main() {
  println(all(Whole()));  // expect: 58
  println(all(More()));  // expect: 157
  Right@ r = More();
  Root@ root = r;
  println(r.x(7) + root.r());  // expect: 107
  Left@ l = cast<Left>(r);
  println(l.l() + l.r());  // expect: 120
  println(cast<Half>(root).l());  // expect: 20
}
