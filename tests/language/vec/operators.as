// row: OPR-08
// Operators of vectors: with vectors, with numbers on either side, compound assignment, comparison, indices.
using namespace vec;

string show(const Vec2 &in v) { return "(" + v.x + " " + v.y + ")"; }
string show(const Vec3 &in v) { return "(" + v.x + " " + v.y + " " + v.z + ")"; }
string show(const Vec4 &in v) { return "(" + v.x + " " + v.y + " " + v.z + " " + v.w + ")"; }
string show(const IVec2 &in v) { return "(" + v.x + " " + v.y + ")"; }

void main() {
    Vec3 a(1, 2, 3), b = {4, 5, 6}, zero;
    println(show(a + b) + show(b - a) + show(a * b) + show(b / a));     // expect: (5 7 9)(3 3 3)(4 10 18)(4 2.5 2)
    println(show(a * 2) + show(2 * a) + show(b / 2) + show(6 / a));     // expect: (2 4 6)(2 4 6)(2 2.5 3)(6 3 2)
    println(show(-a) + show(zero) + show(-(-a)));                       // expect: (-1 -2 -3)(0 0 0)(1 2 3)
    println((a == b) + " " + (a == Vec3(1, 2, 3)) + " " + (a != b));    // expect: false true true
    a += b;
    println(show(a));                                                   // expect: (5 7 9)
    a -= Vec3(1, 1, 1);
    a *= 2;
    println(show(a));                                                   // expect: (8 12 16)
    a /= 4;
    a *= b;
    println(show(a));                                                   // expect: (8 15 24)
    a /= b;
    println(show(a) + show(b));                                         // expect: (2 3 4)(4 5 6)
    println(a[0] + " " + a[1] + " " + a[2] + " " + a[9]);               // expect: 2 3 4 4
    a[0] = 10;
    a[1] += 5;
    a[2] = a[0] + a[1];
    println(show(a));                                                   // expect: (10 8 18)
    Vec2 p(3, 4);
    println(p.length() + " " + p.lengthSquared() + " " + show(p.normalized()));     // expect: 5 25 (0.6 0.8)
    println(show(p.perpendicular()) + p.cross(Vec2(1, 0)));             // expect: (-4 3)-4
    println(show(Vec4(1, 2, 3, 4) + Vec4(Vec3(1, 1, 1), 0)));           // expect: (2 3 4 4)
    println(show(Vec4(1, 2, 3, 4).xyz) + show(Vec3(7, 8, 9).xy) + show(Vec3(p, 5)));   // expect: (1 2 3)(7 8)(3 4 5)
    IVec2 i(7, -3), j = i * 2 - IVec2(1, 1);
    println(show(j) + show(i / 2) + show(3 * i) + show(-i) + (j == IVec2(13, -7)));     // expect: (13 -7)(3 -1)(21 -9)(-7 3)true
    println(i.dot(j) + " " + i.lengthSquared() + show(i.min(j)) + show(i.max(j)));      // expect: 112 58(7 -7)(13 -3)
    println(show(IVec2(3, 4).toVec2() / 2) + show(Vec2(-1.5f, 2.5f).floor()));          // expect: (1.5 2)(-2 2)
    try { i /= 0; } catch { println(getExceptionInfo()); }              // expect: Divide by zero
}
