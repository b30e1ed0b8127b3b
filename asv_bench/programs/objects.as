// Loops over objects and the same loop without them: the difference is what they cost. All give the same result.
class Pair { int a; int b; }
class Point {
    int a, b;
    Point(int x, int y) { a = x; b = y; }
}
class Base {
    int k = 1;
    int direct(int v) { return v + k; }
    int virtual_(int v) { return v; }
}
class Derived : Base {
    int virtual_(int v) override { return v + k; }
}
double empty(int n) {
    int v = 0;
    for (int i = 0; i < n; i++) v = i + 1;
    return v;
}
double pair(int n) {
    int v = 0;
    for (int i = 0; i < n; i++) { v = i + 1; Pair@ p = Pair(); }
    return v;
}
double point(int n) {
    int v = 0;
    for (int i = 0; i < n; i++) { v = i + 1; Point@ p = Point(i, v); }
    return v;
}
double direct(int n) {
    int v = 0;
    Base@ o = Derived();
    for (int i = 0; i < n; i++) v = o.direct(i);
    return v;
}
double virtual_(int n) {
    int v = 0;
    Base@ o = Derived();
    for (int i = 0; i < n; i++) v = o.virtual_(i);
    return v;
}
