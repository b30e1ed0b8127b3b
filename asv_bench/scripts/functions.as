// Small functions that call each other.
int add(int a, int b) {
    return a + b;
}

int square(int v) {
    return v * v;
}

int clampTo(int v, int lo, int hi) {
    if (v < lo) return lo;
    return v > hi ? hi : v;
}

int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
}

int fact(int n) {
    int r = 1;
    while (n > 1) r *= n--;
    return r;
}

bool even(int v) {
    return v % 2 == 0;
}

float lerp(float a, float b, float t = 0.5f) {
    return a + (b - a) * t;
}

void split(int v, int &out q, int &out r) {
    q = v / 10;
    r = v % 10;
}

string label(int v) {
    return "n" + v;
}

string label(float v) {
    return "f" + v;
}

void main() {
    int q, r;
    split(square(7), q, r);
    int sum = add(q, r);
    sum += gcd(84, 36);
    sum += fact(5);
    sum += clampTo(99, 0, 9);
    if (even(sum)) {
        sum++;
    }
    println(label(sum));
    println(label(lerp(1, 4)));
}
