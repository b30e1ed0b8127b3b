// row: REG-15
// Methods of vectors, quaternions, matrices, colours and rectangles; what has no direction gives zero.
using namespace vec;

float near(float f) { return math::round(f * 1000) / 1000 + 0.0f; }
string show(const Vec2 &in v) { return "(" + near(v.x) + " " + near(v.y) + ")"; }
string show(const Vec3 &in v) { return "(" + near(v.x) + " " + near(v.y) + " " + near(v.z) + ")"; }
string show(const Color &in c) { return "(" + near(c.r) + " " + near(c.g) + " " + near(c.b) + " " + near(c.a) + ")"; }
string show(const Rect &in r) { return "(" + r.x + " " + r.y + " " + r.width + " " + r.height + ")"; }
string show(const RectI &in r) { return "(" + r.x + " " + r.y + " " + r.width + " " + r.height + ")"; }

void vectors() {
    Vec3 a(1, 2, 3), b(4, 5, 6), x(1, 0, 0), y(0, 1, 0), zero;
    println(a.dot(b) + show(a.cross(b)) + show(x.cross(y)));            // expect: 32(-3 6 -3)(0 0 1)
    println(Vec3(2, 3, 6).length() + " " + a.distance(b - Vec3(3, 3, 3)) + " " + a.distanceSquared(zero));     // expect: 7 0 14
    println(show(Vec3(0, 3, 4).normalized()) + show(zero.normalized()));        // expect: (0 0.6 0.8)(0 0 0)
    println(show(a.lerp(b, 0.5f)) + show(a.lerp(b, 0)) + show(a.lerp(b, 1)));   // expect: (2.5 3.5 4.5)(1 2 3)(4 5 6)
    println(show(a.min(Vec3(3, 1, 2))) + show(a.max(Vec3(3, 1, 2))));   // expect: (1 1 2)(3 2 3)
    println(show(Vec3(-5, 0.5f, 9).clamp(zero, Vec3(1, 1, 1))) + show(Vec3(-1, 2, -3).abs()));  // expect: (0 0.5 1)(1 2 3)
    println(show(Vec3(1, -1, 0).reflect(y)) + show(zero.reflect(y)));   // expect: (1 1 0)(0 0 0)
    println(near(x.angle(y)) + " " + x.angle(x) + " " + near(x.angle(-x)) + " " + x.angle(zero));      // expect: 1.571 0 3.142 0
    println(show(Vec2(1, 0).rotated(math::PI / 2)) + near(Vec2(1, 0).angle(Vec2(1, 1))));   // expect: (0 1)0.785
}

void rotations() {
    Vec3 x(1, 0, 0), y(0, 1, 0), z(0, 0, 1);
    Quat identity, q(z, math::PI / 2), half(z, math::PI);
    println(show(identity * x) + show(q * x) + show(q.rotate(y)) + show(half * x));     // expect: (1 0 0)(0 1 0)(-1 0 0)(-1 0 0)
    println(show(q * q * x) + show(q.inverse() * y) + show(q.conjugate() * y));         // expect: (-1 0 0)(1 0 0)(1 0 0)
    println(show(Quat(Vec3(), 1) * y) + show(Quat(0, 0, 0, 0).inverse() * y));          // expect: (0 1 0)(0 1 0)
    println(show(identity.slerp(q, 0.5f) * x) + show(identity.slerp(half, 0) * x) + show(q.slerp(q, 0.3f) * x));    // expect: (0.707 0.707 0)(1 0 0)(0 1 0)
    println(near(identity.slerp(-q, 1).dot(q)) + " " + Quat(0, 3, 0, 4).length());      // expect: 1 5
    println(near(Quat(0, 0, 3, 4).normalized().z) + show(q.toMat4().transformVector(x)));       // expect: 0.6(0 1 0)
    q *= q;
    println(show(q * x));                                                               // expect: (-1 0 0)
}

void matrices() {
    Mat4 identity, moved = identity.translated(Vec3(1, 2, 3));
    println(show(moved.transformPoint(Vec3(1, 1, 1))) + show(moved.transformVector(Vec3(1, 1, 1))));    // expect: (2 3 4)(1 1 1)
    Mat4 m = moved.rotated(Vec3(0, 0, 1), math::PI / 2).scaled(Vec3(2, 2, 2));
    println(show(m.transformPoint(Vec3(1, 0, 0))) + show(m.translation));               // expect: (1 4 3)(1 2 3)
    println(near(m.determinant()) + show((m.inverse() * m).transformPoint(Vec3(5, 6, 7))));     // expect: 8(5 6 7)
    println(show((m * Vec4(1, 0, 0, 1)).xyz) + (m.transposed().transposed() == m) + (m == identity));   // expect: (1 4 3)truefalse
    println((identity * 0.0f).inverse().m00 + " " + (identity * identity == Mat4()));   // expect: 0 true
    Mat4 view = Mat4().lookAt(Vec3(0, 0, 5), Vec3(), Vec3(0, 1, 0));
    println(show(view.transformPoint(Vec3(1, 2, 0))));                                  // expect: (1 2 -5)
    Mat4 lens = Mat4().perspective(math::PI / 2, 2, 1, 101);
    println(show(lens.project(Vec3(4, 2, -2))) + show(lens.project(Vec3(0, 0, -1))));   // expect: (1 1 0.01)(0 0 -1)
    Mat4 flat = Mat4().orthographic(0, 10, 0, 20, -1, 1);
    println(show(flat.transformPoint(Vec3(5, 20, 0))));                                 // expect: (0 1 0)
}

void colours() {
    Color black, c(0x336699cc), red(1, 0, 0);
    println(show(black) + show(c) + show(red));                         // expect: (0 0 0 1)(0.2 0.4 0.6 0.8)(1 0 0 1)
    println((c.rgba == 0x336699cc) + " " + (Color(2, -1, 0.5f).rgba == 0xff0080ff));    // expect: true true
    println(show(red.lerp(black, 0.25f)) + show(red * 0.5f) + show(red + c) + show(red.withAlpha(0)));  // expect: (0.75 0 0 1)(0.5 0 0 0.5)(1.2 0.4 0.6 1.8)(1 0 0 0)
    println(show((red + c).clamped()) + near(Color(1, 1, 1).luminance));        // expect: (1 0.4 0.6 1)1
}

void rectangles() {
    Rect a(0, 0, 10, 5), b(5, 2, 10, 10), empty;
    println(a.contains(Vec2(0, 0)) + " " + a.contains(Vec2(10, 0)) + " " + a.contains(Rect(1, 1, 2, 2)) + " " + a.contains(b));    // expect: true false true false
    println(a.intersects(b) + " " + a.intersects(Rect(10, 0, 1, 1)) + show(a.intersection(b)) + show(a.intersection(Rect(20, 0, 1, 1))));   // expect: true false(5 2 5 3)(0 0 0 0)
    println(show(a.union(b)) + show(empty.union(b)) + show(a.union(empty)));    // expect: (0 0 15 12)(5 2 10 10)(0 0 10 5)
    println(a.right + " " + a.bottom + show(a.center) + show(b.position) + show(b.size) + empty.isEmpty + a.isEmpty);  // expect: 10 5(5 2.5)(5 2)(10 10)truefalse
    println(show(a.moved(Vec2(1, 1))) + show(a.grown(1)));              // expect: (1 1 10 5)(-1 -1 12 7)
    RectI i(IVec2(1, 2), IVec2(3, 4));
    println(show(i) + show(i.union(RectI(0, 0, 1, 1))) + i.contains(IVec2(3, 5)) + i.center.x);        // expect: (1 2 3 4)(0 0 4 6)true2
}

void main() {
    vectors();
    rotations();
    matrices();
    colours();
    rectangles();
}
