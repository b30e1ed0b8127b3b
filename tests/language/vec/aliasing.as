// row: REG-15
// What is assigned is computed of the old values, whatever the parts of the target are used for on the way.
using namespace vec;

string show(const Vec2 &in v) { return "(" + v.x + " " + v.y + ")"; }
string show(const Vec3 &in v) { return "(" + v.x + " " + v.y + " " + v.z + ")"; }
Vec3 g(1, 2, 3);
class Holder { Vec3 v = Vec3(1, 2, 3); void turn() { v = Vec3(v.y, v.z, v.x); } }
float bump(Vec3 &inout v) { v.x += 1; return v.x; }
float global() { g.x += 1; return g.x; }

void main() {
    Vec3 a(1, 2, 3), b(4, 5, 6);
    a = a.cross(b);
    println(show(a));                       // expect: (-3 6 -3)
    a = Vec3(a.y, a.x, a.z);
    println(show(a));                       // expect: (6 -3 -3)
    a = Vec3(a.z, a.x, a.y);
    println(show(a));                       // expect: (-3 6 -3)
    a += a;
    println(show(a));                       // expect: (-6 12 -6)
    a -= a * 0.5f;
    println(show(a));                       // expect: (-3 6 -3)
    a *= a;
    println(show(a));                       // expect: (9 36 9)
    a *= a.x;
    println(show(a));                       // expect: (81 324 81)
    a /= a.y;
    println(show(a));                       // expect: (0.25 1 0.25)
    a = a;
    Vec3 c = a, d = c;
    c.x = 1;
    a = b = c;
    b.y = 9;
    println(show(a) + show(b) + show(c) + show(d));         // expect: (1 1 0.25)(1 9 0.25)(1 1 0.25)(0.25 1 0.25)
    Vec3 t = a;
    a = b;
    b = t;
    println(show(a) + show(b));             // expect: (1 9 0.25)(1 1 0.25)
    float x = a.x;
    a.x = 7;
    Vec3 e(x, a.x, x);
    x = 3;
    println(show(e) + x);                   // expect: (1 7 1)3
    float y = (a + b).y;
    y += 1;
    println(show(a) + show(b) + y);         // expect: (7 9 0.25)(1 1 0.25)11
    e.x = e.y = e.z = 5;
    e.x++;
    println(show(e) + e.y-- + " " + --e.z); // expect: (6 5 5)5 4
    e = e.y > 3 ? Vec3(e.z, e.y, e.x) : a;
    println(show(e));                       // expect: (4 4 6)
    e = e.x > 100 ? a : e;
    println(show(e));                       // expect: (4 4 6)
    (e.x > 100 ? a : e) = Vec3(1, 2, 3);
    println(show(e) + show(a));             // expect: (1 2 3)(7 9 0.25)
    e = Vec3(bump(e), bump(e), bump(e));    // arguments are evaluated last to first
    println(show(e));                       // expect: (4 3 2)
    println(e.x + bump(e) + e.x);           // expect: 14
    Vec3 sum = e + Vec3(bump(e), 0, 0);
    println(show(sum) + show(e));           // expect: (12 3 2)(6 3 2)
    g = Vec3(g.y, g.z, g.x);
    println(show(g));                       // expect: (2 3 1)
    g += g;
    g = Vec3(global(), g.x, global());
    println(show(g));                       // expect: (6 5 5)
    Holder h;
    h.turn();
    h.v = h.v.cross(h.v + Vec3(1, 0, 0));
    println(show(h.v));                     // expect: (0 1 -3)
    h.v += h.v;
    h.v *= h.v.y;
    println(show(h.v));                     // expect: (0 4 -12)
    array<Vec3> list = {a, b};
    list[0] = list[1];
    list[1].x = 20;
    list[0] = Vec3(list[0].y, list[1].x, list[0].x);
    println(show(list[0]) + show(list[1]) + show(b));       // expect: (1 20 1)(20 1 0.25)(1 1 0.25)
    Vec2 p(1, 2), q = p;
    for (int i = 0; i < 5; i++) {
        Vec2 fresh;
        fresh.x += i;
        q = p;
        p = Vec2(p.y + fresh.x, q.x);
    }
    println(show(p) + show(q));             // expect: (8 5)(5 4)
}
