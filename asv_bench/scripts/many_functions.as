// Sixty small functions.
const int W = 8;
int inc(int v) { return v + 1; }
int dec(int v) { return v - 1; }
int neg(int v) { return -v; }
int twice(int v) { return v * 2; }
int half(int v) { return v / 2; }
int sq(int v) { return v * v; }
int cube(int v) { return v ** 3; }
int lsb(int v) { return v & -v; }
int low(int v) { return v & 255; }
int high(int v) { return v >> 8; }
int bit(int n) { return 1 << n; }
int red(int c) { return c >> 16; }
int tens(int v) { return v / 10; }
int ones(int v) { return v % 10; }
int col(int i) { return i % W; }
int row(int i) { return i / W; }
int rnd(int s) { return s * 5 % 97; }
int roll(int s) { return rnd(s) % 6; }
int add(int a, int b) { return a + b; }
int sub(int a, int b) { return a - b; }
int mul(int a, int b) { return a * b; }
int mix(int a, int b) { return a ^ b; }
int cat(int a, int b) { return a | b; }
int avg(int a, int b) { return (a + b) / 2; }
int at(int x, int y) { return y * W + x; }
int hit(int p, int a) { return p - a; }
int xpFor(int l) { return l * 100; }
int gold(int v) { return v / 10000; }
int silver(int v) { return v / 100; }
int tri(int n) { return n * inc(n) / 2; }
int quad(int v) { return twice(twice(v)); }
int next(int v) { return inc(v) % 24; }
int abs1(int v) { return v < 0 ? -v : v; }
int sgn(int v) { return v > 0 ? 1 : 0; }
int cap(int v) { return v > 9 ? 9 : v; }
int gap(int a, int b) { return abs1(a - b); }
int big(int a, int b) { return a > b ? a : b; }
bool odd(int v) { return v % 2 == 1; }
bool even(int v) { return !odd(v); }
bool alive(int h) { return h > 0; }
bool near(int d) { return d <= 3; }
bool night(int h) { return h > 20; }
bool leap(int y) { return y % 4 == 0; }
bool both(bool a, bool b) { return a && b; }
bool one(bool a, bool b) { return a ^^ b; }
float ease(float t) { return t * t; }
float inv(float t) { return 1 - t; }
float deg(float r) { return r * 57.3f; }
float kmh(float v) { return v * 3.6f; }
double area(double r) { return 3.14 * r; }
double mean(double a) { return a / 2.0; }
string pad(string s) { return " " + s; }
string tag(string s) { return "<" + s; }
string hp(int h) { return "hp " + h; }
string yes(bool b) { return b ? "y" : "n"; }
int s1() { return tri(5) + quad(cube(2)); }
int s2() { return lsb(12) + at(2, row(77)); }
int s3() { return gap(2, 9) + roll(avg(4, 8)); }
float s4() { return ease(3) + kmh(inv(2)); }
void main() {
    int sum = s1() + s2() * s3() + big(7, cap(12));
    bool b = both(leap(2000), night(next(20)));
    println(hp(sum) + pad(tag(yes(b))) + s4());
}
