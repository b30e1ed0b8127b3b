// Expressions of every shape: precedence, casts, choices, calls, elements and text.
enum Rank { PAWN = 1, KNIGHT = 3, ROOK = 5, QUEEN = 9 }

const float GRAVITY = 9.81f;
const int WIDTH = 16;
int counter = 0;

int tick() {
    return ++counter;
}

int arithmetic(int a, int b, int c) {
    int x = a + b * c - a / (b + 1) % c;
    int y = (a + b) * (c - a) + -b;
    int z = (a * a + b * b) / 2 + (a - (b - c));
    x += y - z;
    y -= x * 2 + z % 7;
    z = x = y + 3;
    return x + y * 2 + z * 3;
}

int bitwise(uint v) {
    uint swapped = v << 24 | (v & 0xFF00) << 8 | v >> 24;
    uint folded = (swapped ^ v) & 0x0F0F0F0F;
    uint count = v - (v >> 1 & 0x55555555);
    count = count * 0x01010101 >> 24;
    return int((folded >> 16 ^ folded) & 0xFFFF)
        + int(count);
}

bool logic(int a, int b, int c) {
    bool ordered = a <= b && b <= c;
    bool sum = a + b > c && b + c > a && a + c > b;
    bool right = a * a + b * b == c * c;
    bool none = !(ordered || sum || right);
    return (ordered && sum) ^^ right || none;
}

double physics(double speed, double angle, double height) {
    double vx = speed * math::cos(angle);
    double vy = speed * math::sin(angle);
    double disc = vy * vy + 2.0 * GRAVITY * height;
    double time = (vy + math::sqrt(disc)) / GRAVITY;
    return vx * time - (time < 1.0 ? 0.25 : 0.125);
}

int casts(double d) {
    int i = int(d);
    uint8 small = uint8(i * 3);
    int16 mid = int16(i << 8);
    int64 big = int64(i) * 4000000000;
    float f = float(d) / 3;
    int rank = int(KNIGHT) * 2 + QUEEN - PAWN;
    return i + small + mid + int(big % 997) + int(f) + rank;
}

int choices(int v) {
    int size = v < 4 ? 0 : v < 8 ? 1 : v < 16 ? 2 : 3;
    int worth = v % 2 == 0 ? ROOK : PAWN;
    string name = size == 0 ? "small" : "large";
    return size * 100 + worth + int(name.length());
}

int elements() {
    array<int> v = {5, 3, 8, 1, 9, 2};
    array<array<int>> m = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
    v[0] = v[v[3]] + v[v[5] + v[3]];
    v[v[1] % 6] += m[1][2] * m[2][0];
    m[v[5]][v[1] - 2] -= m[0][m[0][0]] * 2;
    int i = 0;
    v[i++] = i * 10;
    v[i++] += 3;
    int trace = m[0][0] + m[1][1] + m[2][2];
    return v[0] + v[1] * 2 + v[2] + trace + i;
}

int calls() {
    int first = tick() + tick() * tick();
    int second = arithmetic(tick(), 2, tick()) % 100;
    int third = choices(casts(physics(12.0, 0.7, 1.5)));
    return first + second + third;
}

string text(int n) {
    string s = "n=" + n + ", half=" + (n / 2.0) + ", ";
    s += n > 10 ? "many" : "few";
    s += "/" + (n == 12) + "/" + (n * 1.5f);
    string head = s.substr(0, 4);
    return head + "|" + (head < s ? "<" : ">") + s;
}

float noise(int x, int y) {
    int n = x + y * WIDTH;
    n = n << 13 ^ n;
    int m = (n * (n * n * 15731 + 789221)) & 0xFFFF;
    return 1.0f - m / 65536.0f;
}

int packed(int x, int y, int z, bool solid) {
    int where = (x & 63) | (y & 63) << 6 | z << 12;
    return where * 2 + (solid ? 1 : 0);
}

int compound(int start) {
    int v = start;
    v += 7;
    v *= v - 3;
    v -= v / 4;
    v %= 977;
    v <<= 2;
    v |= 0x11;
    v &= ~0x8;
    v ^= 0x5A;
    v >>= 1;
    v **= 2;
    return v;
}

void main() {
    int sum = arithmetic(4, 7, 9);
    sum += bitwise(0xCAFE1234);
    sum += logic(3, 4, 5) ? 1000 : 2000;
    sum += logic(9, 2, 4) ? 1 : 2;
    sum += casts(77.7) + choices(12) * 3 + choices(3);
    sum += elements() - calls() + compound(21);
    sum += int(noise(3, 4) * 1000.0f);
    sum += packed(5, 6, 7, sum > 0);
    println(text(12));
    println("checksum " + sum);
}
