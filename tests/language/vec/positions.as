// row: REG-15
// A vector is a value wherever it stands: variable, parameter, result, field, element, global, loop, fiber.
using namespace vec;

string show(const Vec3 &in v) { return "(" + v.x + " " + v.y + " " + v.z + ")"; }

class Body {
    Vec3 at, speed = Vec3(1, 0, 0);
    Body@ next;
    void step(float dt) { at += speed * dt; }
    Vec3 ahead() const { return at + speed; }
    Vec3 mid { get const { return at * 0.5f; } set { at = value * 2; } }
}

Vec3 origin, corner(1, 1, 1);
const Vec3 UP(0, 1, 0);
Vec3 sum = corner + UP;

Vec3 moved(Vec3 v) { v.x += 10; return v; }
void grow(Vec3 &inout v) { v *= 2; v.z = 0; }
void make(Vec3 &out v, Vec3 &out w) { v = UP; w = v + v; }
float first(const Vec3 &in v) { return v.x; }
Vec3 deep(Vec3 v, int n) { return n == 0 ? v : deep(v + UP, n - 1) + Vec3(1, 0, 0); }
Vec3 either(bool which, const Vec3 &in a, const Vec3 &in b) { if (which) return a; return b; }
void work() {
    Vec3 v(1, 2, 3);
    for (int i = 0; i < 3; i++) {
        v += UP;
        yield();
        v.x *= 2;
    }
    println("fiber " + show(v));
}

void main() {
    println(show(origin) + show(sum) + show(UP));           // expect: (0 0 0)(1 2 1)(0 1 0)
    Vec3 a(1, 2, 3), b = a, c(a);
    b.x = 100;
    c.y = 200;
    println(show(a) + show(b) + show(c));                   // expect: (1 2 3)(100 2 3)(1 200 3)
    println(show(moved(a)) + show(a) + first(a + a));       // expect: (11 2 3)(1 2 3)2
    grow(a);
    println(show(a));                                       // expect: (2 4 0)
    make(a, b);
    println(show(a) + show(b));                             // expect: (0 1 0)(0 2 0)
    make(origin, b);
    println(show(origin) + show(b));                        // expect: (0 1 0)(0 2 0)
    println(show(deep(Vec3(), 3)));                         // expect: (3 3 0)
    println(show(either(true, a, c)) + show(either(false, a, c)));      // expect: (0 1 0)(1 200 3)

    Body body;
    body.step(0.5f);
    body.at.y = 7;
    body.at.z += body.at.y;
    println(show(body.at) + show(body.ahead()) + show(body.mid));       // expect: (0.5 7 7)(1.5 7 7)(0.25 3.5 3.5)
    body.mid = UP;
    body.at = body.at + body.speed;
    println(show(body.at));                                 // expect: (1 2 0)
    @body.next = Body();
    body.next.at = body.at;
    body.next.at.x = -1;
    body.next.step(2);
    println(show(body.at) + show(body.next.at) + body.next.at.length());        // expect: (1 2 0)(1 2 0)2.23607
    Body copy = body;
    copy.at.x = 50;
    println(show(body.at) + show(copy.at));                 // expect: (1 2 0)(50 2 0)

    array<Vec3> path = {UP, Vec3(1, 2, 3), body.at};
    path[0].x = 9;
    path[1] += path[0];
    path.insertLast(path[1] * 2);
    Vec3 total;
    foreach (auto p : path) total += p;
    println(show(path[0]) + show(path[3]) + show(total) + show(UP));    // expect: (9 1 0)(20 6 6)(40 12 9)(0 1 0)
    for (uint i = 0; i < path.length(); i++) path[i] = path[i] - path[0];
    println(show(path[0]) + show(path[1]));                 // expect: (0 0 0)(10 3 3)
    array<Vec3> same(2, corner);
    same[0].x = 5;
    println(show(same[0]) + show(same[1]) + show(corner));  // expect: (5 1 1)(1 1 1)(1 1 1)

    dictionary d;
    d["v"] = corner * 3;
    Vec3 found;
    println(d.get("v", found) + show(found));               // expect: true(3 3 3)
    found.x = 0;
    Vec3 again;
    d.get("v", again);
    println(show(again));                                   // expect: (3 3 3)
    dictionary<string, Vec3> typed;
    typed["a"] = found;
    typed["a"] += UP;
    println(show(typed["a"]) + show(found));                // expect: (0 4 3)(0 3 3)

    Fiber f(work);
    while (!f.done) f.resume();                             // expect: fiber (8 5 3)
    try {
        a = Vec3(1, 1, 1);
        a.x = 2;
        throw("out");
    } catch {
        println(show(a) + getExceptionInfo());              // expect: (2 1 1)out
    }
    if (a == b) println("same");
    while (a.x < 10) a *= 3;
    do { a -= UP; } while (a.y > 0);
    println(show(a));                                       // expect: (18 0 9)
    auto e = a, g = cast_of(e);
    println(show(e) + show(g));                             // expect: (18 0 9)(18 1 9)
}

Vec3 cast_of(const Vec3 &in v) { Vec3 r = v; r.y = 1; return r; }
