class Vec {
  float x, y;
  Vec() {}
  Vec(float a, float b) { x = a; y = b; }
  Vec opAdd(const Vec &in o) const { return Vec(x + o.x, y + o.y); }
  Vec opMul(float k) const { return Vec(x * k, y * k); }
  Vec opNeg() const { return Vec(-x, -y); }
  Vec &opAddAssign(const Vec &in o) { x += o.x; y += o.y; return this; }
  bool opEquals(const Vec &in o) const { return x == o.x && y == o.y; }
}
class Body {
  Vec pos;
  Vec vel(1, 2);
  Vec@ target;
  Vec[] trail;
  Vec &opIndex(int i) { return trail[i]; }
  Vec@ &slot() { return target; }
}
int made = 0;
Body@ make() { made++; Body b; b.trail.resize(3); return b; }
void main() {
  Body b;
  b.pos += b.vel * 2;
  println(b.pos.x + " " + b.pos.y);  // expect: 2 4
  b.trail.resize(2);
  b[1].x = 3;
  b[1].y = 5;
  b[0] = b[1] + Vec(1, 1);
  println(b[0].x + "," + b[0].y);  // expect: 4,6
  println(-b[0] == Vec(-4, -6));  // expect: true
  println(b[0] != b[1]);  // expect: true
  @b.slot() = Vec(9, 8);
  b.slot().y = 3;
  println(b.target.x + " " + b.target.y);  // expect: 9 3
  @b.slot() = null;
  println(b.target is null);  // expect: true
  make()[2].x = 4;
  Vec v = make()[1];
  println(v.x + " " + made);  // expect: 0 2
  Vec@ h = b[1];
  h.x = 77;
  Vec copy = b[1];
  copy.x = 1;
  println(b.trail[1].x);  // expect: 77
  (b[0] += Vec(1, 1)).x = 100;
  println(b[0].x + " " + b[0].y);  // expect: 100 7
}
