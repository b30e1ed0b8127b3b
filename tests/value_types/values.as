// row: REG-15 REG-16 REG-22
// Variables, parameters, results, elements and members of a value type are values of their own.
using namespace game;

class Body {
    Vec3 at;
    Vec3 speed = Vec3(1, 0, 0);
    void step() { at += speed; }
}

Vec3 moved(Vec3 v) { v.x += 10; return v; }
void grow(Vec3 &inout v) { v *= 2; }
void make(Vec3 &out v) { v = Vec3(7, 7, 7); }
float first(const Vec3 &in v) { return v.x; }
Vec3 origin;
const Vec3 UP(0, 1, 0);

void main() {
    Vec3 zero;
    println(zero.x + " " + zero.y + " " + zero.z);      // expect: 0 0 0
    Vec3 a(1, 2, 3), b = a, c(a);
    b.x = 100;
    c.y = 200;
    println(show(a) + show(b) + show(c));               // expect: (1,2,3)(100,2,3)(1,200,3)
    b = a;
    a.z = -1;
    println(show(a) + show(b));                         // expect: (1,2,-1)(1,2,3)
    println(show(moved(b)) + show(b));                  // expect: (11,2,3)(1,2,3)
    grow(b);
    println(show(b));                                   // expect: (2,4,6)
    make(b);
    println(show(b) + " " + first(b));                  // expect: (7,7,7) 7
    auto d = b;
    d.x = 0;
    println(show(b) + show(d));                         // expect: (7,7,7)(0,7,7)

    Vec3 list = {4, 5, 6};
    println(show(list));                                // expect: (4,5,6)

    println(show(a + list * 2 - UP));                   // expect: (9,11,11)
    println(show(-a) + (a == a) + (a == b) + (a != b)); // expect: (-1,-2,1)truefalsetrue
    println((UP < a) + " " + a[1] + " " + a.length2);   // expect: true 2 6
    a[0] = 9;
    println(show(a));                                   // expect: (9,2,-1)
    a.length2 = 4;
    println(show(a));                                   // expect: (4,4,4)
    float f = a;
    println("" + f);                                    // expect: 4
    (a += UP) += UP;
    println(show(a));                                   // expect: (4,6,4)

    array<Vec3> list2(2);
    list2[1] = a;
    list2.insertLast(a);
    list2[1].x = 0;
    a.y = 0;
    println(show(list2[0]) + show(list2[1]) + show(list2[2]));      // expect: (0,0,0)(0,6,4)(4,6,4)
    array<Vec3> copies = list2;
    copies[2].z = 1;
    println(show(list2[2]) + show(copies[2]));          // expect: (4,6,4)(4,6,1)
    println("" + list2.find(Vec3(4, 6, 4)) + list2.find(UP));       // expect: 2-1
    copies.sortDesc();
    println(show(copies[0]) + show(copies[2]));         // expect: (4,6,1)(0,6,4)
    copies.resize(5);
    println(show(copies[4]) + copies.length());         // expect: (0,0,0)5
    float sum = 0;
    foreach (auto v : list2) { sum += v.x + v.y; }
    println("" + sum);                                  // expect: 16

    Body one;
    one.step();
    one.step();
    Body two = one;
    two.at.x = -1;
    println(show(one.at) + show(two.at) + show(two.speed));         // expect: (2,0,0)(-1,0,0)(1,0,0)

    dictionary any;
    any["a"] = UP;
    Vec3 from_any;
    println("" + any.get("a", from_any) + show(from_any));          // expect: true(0,1,0)
    dictionary<string, Vec3> typed;
    typed["x"] = one.at;
    one.at.x = 50;
    println(show(typed["x"]));                          // expect: (2,0,0)

    origin.x = 3;
    println(show(origin) + show(true ? origin : UP));   // expect: (3,0,0)(3,0,0)
    Segment s(Vec3(1, 1, 1), UP);
    Segment t = s;
    t.from.x = 9;
    println(show(s.from) + show(t.from) + show(s.along()));         // expect: (1,1,1)(9,1,1)(-1,0,-1)
}
