// The helpers that every game collects: numbers, text, random, arrays, time, colour.
const double PI2 = 6.283185307179586;
uint state = 123456789;

int clampInt(int v, int lo, int hi) {
    return v < lo ? lo : (v > hi ? hi : v);
}

float lerp(float a, float b, float t) {
    return a + (b - a) * t;
}

float remap(float v, float a, float b, float c, float d) {
    if (a == b) return c;
    return c + (v - a) / (b - a) * (d - c);
}

double wrapAngle(double a) {
    while (a < 0) a += PI2;
    while (a >= PI2) a -= PI2;
    return a;
}

float approach(float from, float to, float by) {
    if (from < to) return from + by < to ? from + by : to;
    return from - by > to ? from - by : to;
}

void seedRandom(uint seed) {
    state = seed | 1;
}

uint random() {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

int randomRange(int lo, int hi) {
    return lo + int(random() % uint(hi - lo + 1));
}

bool chance(int percent) {
    return randomRange(1, 100) <= percent;
}

int pickWeighted(const array<int> &in weights) {
    int total = 0;
    for (uint i = 0; i < weights.length(); i++) total += weights[i];
    int roll = randomRange(1, total);
    for (uint i = 0; i < weights.length(); i++) {
        roll -= weights[i];
        if (roll <= 0) return i;
    }
    return -1;
}

void shuffle(array<int> &inout v) {
    for (int i = int(v.length()) - 1; i > 0; i--) {
        int j = randomRange(0, i);
        int keep = v[i];
        v[i] = v[j];
        v[j] = keep;
    }
}

string repeat(const string &in s, int n) {
    string text;
    for (int i = 0; i < n; i++) text += s;
    return text;
}

string padLeft(const string &in s, int width) {
    return repeat(" ", width - int(s.length())) + s;
}

bool isSpace(uint8 c) {
    return c == 32 || c == 9 || c == 10 || c == 13;
}

string trim(const string &in s) {
    int a = 0, b = int(s.length());
    while (a < b && isSpace(s[a])) a++;
    while (b > a && isSpace(s[b - 1])) b--;
    return s.substr(a, b - a);
}

string reverseText(const string &in s) {
    string text;
    for (int i = int(s.length()) - 1; i >= 0; i--) {
        text += s.substr(i, 1);
    }
    return text;
}

bool startsWith(const string &in s, const string &in head) {
    return s.substr(0, head.length()) == head;
}

int countWords(const string &in s) {
    int words = 0;
    bool inside = false;
    for (uint i = 0; i < s.length(); i++) {
        bool space = isSpace(s[i]);
        if (!space && !inside) words++;
        inside = !space;
    }
    return words;
}

string hex(uint v) {
    const string digits = "0123456789ABCDEF";
    string text;
    do {
        text = digits.substr(v & 15, 1) + text;
        v >>= 4;
    } while (v != 0);
    return text;
}

string clock(int seconds) {
    int h = seconds / 3600, m = seconds / 60 % 60, s = seconds % 60;
    string text = h > 0 ? h + ":" : "";
    text += (m < 10 ? "0" : "") + m + ":";
    return text + (s < 10 ? "0" : "") + s;
}

uint checksum(const string &in s) {
    uint a = 1, b = 0;
    for (uint i = 0; i < s.length(); i++) {
        a = (a + s[i]) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

int sum(const array<int> &in v) {
    int total = 0;
    for (uint i = 0; i < v.length(); i++) total += v[i];
    return total;
}

array<int> slice(const array<int> &in v, int from, int to) {
    array<int> part;
    for (int i = from; i < to && i < int(v.length()); i++) {
        part.insertLast(v[i]);
    }
    return part;
}

string joinInts(const array<int> &in v, const string &in between) {
    string text;
    for (uint i = 0; i < v.length(); i++) {
        if (i > 0) text += between;
        text += v[i];
    }
    return text;
}

int blend(int a, int b, float t) {
    int r = int(lerp(a >> 16 & 255, b >> 16 & 255, t));
    int g = int(lerp(a >> 8 & 255, b >> 8 & 255, t));
    return r << 16 | g << 8 | int(lerp(a & 255, b & 255, t));
}

void main() {
    seedRandom(2024);
    array<int> deck;
    for (int i = 0; i < 12; i++) deck.insertLast(i);
    shuffle(deck);
    println(joinInts(slice(deck, 2, 9), "-") + " of " + sum(deck));
    array<int> weights = {70, 25, 5}, seen(3);
    for (int i = 0; i < 200; i++) seen[pickWeighted(weights)]++;
    println(joinInts(seen, "/") + (chance(50) ? " lucky" : " not"));
    string line = trim("  the quick brown fox \n");
    println(padLeft(reverseText(line), 24) + countWords(line));
    println(startsWith(line, "the") ? hex(checksum(line)) : "?");
    println(clock(59) + " " + clock(3725) + " " + approach(2, 9, 4));
    println(int(wrapAngle(-1) * 1000.0) + clampInt(77, 0, 50));
    println(hex(blend(0xFF8000, 0x0080FF, remap(5, 0, 10, 0, 1))));
}
