// complex is a value: members, elements, parameters, results and dictionary entries are objects of their own.
class Wave {
    complex amplitude = {3, 4};
    complex phase;
    complex shifted(complex by) {
        by += phase;
        return by;
    }
}

complex unit = {0, 1};
const complex one(1, 0);

complex conjugate(const complex &in c) {
    return complex(c.r, -c.i);
}

void turn(complex &inout c) {
    c *= unit;
}

string text(const complex &in c) {
    return "(" + c.r + ", " + c.i + ")";
}

void main() {
    Wave w, other = w;
    w.amplitude.r = 7;
    println(text(w.amplitude) + text(other.amplitude) + text(w.phase));  // expect: (7, 4)(3, 4)(0, 0)
    complex step = one;
    println(text(w.shifted(step)) + text(step));  // expect: (1, 0)(1, 0)

    complex[] row = {{1, 2}, {3, 4}, unit};
    complex[] copy = row;
    turn(copy[1]);
    println(text(row[1]) + text(copy[1]) + text(copy[2]));  // expect: (3, 4)(-4, 3)(0, 1)
    row.resize(4);
    println(row.find(complex(3, 4)) + text(row[3]));  // expect: 1(0, 0)
    println(text(conjugate(row[0])));  // expect: (1, -2)

    dictionary d = {{"one", one}};
    dictionary<string, complex> named = {{"i", unit}};
    complex found;
    println(d.get("one", found));  // expect: true
    found.r = 5;
    println(text(found) + text(one));  // expect: (5, 0)(1, 0)
    named["i"].i = 9;
    println(text(named["i"]) + text(unit));  // expect: (0, 9)(0, 1)

    complex a(1, 2), b;
    println(text(a.ri) + text(a.ir));  // expect: (1, 2)(2, 1)
    b.ir = a;
    println(text(b));  // expect: (2, 1)
    b.ri = a;
    println((b == a) + " " + (b != a) + " " + (b == b.ir));  // expect: true false false
    println(text(a + 1) + text(a - b) + text(a * b) + text(a / b));  // expect: (2, 2)(0, 0)(-3, 4)(1, 0)
    println(text(a / complex()));  // expect: (0, 0)
    b /= unit;
    println(text(b));  // expect: (2, -1)
    b += a;
    b -= unit;
    println(text(b));  // expect: (3, 0)
    println(complex(1, 1).abs());  // expect: 1.41421
    complex number = 2.5;
    a = 4;
    println(text(number) + text(a));  // expect: (2.5, 0)(4, 0)
}
