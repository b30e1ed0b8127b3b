// Assignment through a handle, a reference or `this` is done by the class of the object that is assigned to.
class Base {
    int b;
    void become(const Base &in other) { this = other; }
}
class Left : Base { int d; }
class Right : Base { int e; }
class Lower : Left { string f; }

class Counts { int x; Counts@ opAssign(const Counts &in o) { println("Counts"); x = o.x; return this; } }
class Other : Counts { int y; Counts@ opAssign(const Counts &in o) override { println("Other"); x = o.x; return this; } }

class Plain { int p; }
class Special : Plain {
    int q;
    Special@ opAssign(const Special &in o) { println("Special"); p = o.p; q = o.q; return this; }
}
class More : Special { int r; }

void assign(Base@ a, Base@ b) {
    try {
        a = b;
        println("done " + a.b);
    } catch {
        println(getExceptionInfo());
    }
}

void fill(Base &inout a, const Base &in b) {
    try {
        a = b;
        println("filled " + a.b);
    } catch {
        println(getExceptionInfo());
    }
}

Base global;

void main() {
    Left x, y;
    y.b = 1;
    y.d = 2;
    assign(x, y);  // expect: done 1
    println(x.d);  // expect: 2
    Right z;
    z.b = 7;
    assign(x, z);  // expect: Mismatching types in value assignment
    println(x.b);  // expect: 1
    Base p;
    assign(p, z);  // expect: done 7
    assign(z, p);  // expect: Mismatching types in value assignment
    Lower low, from;
    from.d = 4;
    from.f = "lower";
    assign(low, from);  // expect: done 0
    println(low.f + low.d);  // expect: lower4
    assign(x, from);  // expect: done 0
    println(x.d);  // expect: 4
    assign(low, x);  // expect: Mismatching types in value assignment
    Left@ left = low;
    from.f = "again";
    left = from;
    println(low.f);  // expect: again
    assign(null, x);  // expect: Null pointer access
    assign(x, null);  // expect: Null pointer access

    y.b = 5;
    fill(x, y);  // expect: filled 5
    fill(z, y);  // expect: Mismatching types in value assignment
    y.d = 9;
    x.become(y);
    println(x.d);  // expect: 9
    assign(low, low);  // expect: done 0

    // Places that hold a Base by value take what a Base has.
    Base own;
    own = y;
    global = y;
    Base[] list(1);
    list[0] = y;
    println(own.b + global.b + list[0].b);  // expect: 15

    Counts@ c = Other();
    Counts one;
    one.x = 3;
    c = one;  // expect: Other
    println(c.x);  // expect: 3
    one = c;  // expect: Counts

    Plain@ s = Special(), t = More();
    More more;
    more.q = 6;
    more.r = 8;
    s = more;  // expect: Special
    t = more;  // expect: Special
    println(cast<Special>(s).q + cast<More>(t).r);  // expect: 14
    t = s;  // expect exception: Mismatching types in value assignment
}
