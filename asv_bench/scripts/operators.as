// Every operator group once: what a script does to its numbers in one long main.
void main() {
    int a = 37, b = 5;
    int sum = a + b * 2 - a / b + a % b;
    int neg = -a + +b - -b;
    sum += (a - b) * (a + b) / 3;
    sum -= neg;
    sum *= 3;
    sum /= 2;
    sum %= 1000;
    println(sum);

    // bits
    uint flags = 0x0F;
    flags |= 1 << 6;
    flags &= ~(1 << 2);
    flags ^= 0xA5;
    flags <<= 3;
    flags >>= 1;
    int low = int(flags) & 0xFF, high = int(flags) >> 8;
    int signedShift = -1024 >>> 3;
    println(low + high * 256 + signedShift);

    // steps and powers
    int i = 10;
    int steps = i++ + ++i - i-- - --i;
    int cube = b ** 3;
    double root = 2.0 ** 0.5;
    println(steps + cube + int(root * 1000.0));

    // comparisons and logic
    bool lt = a < b, le = a <= b, gt = a > b, ge = a >= b;
    bool eq = a == b, ne = a != b;
    bool all = (gt && ge && ne) || (lt && le && eq);
    bool odd = lt ^^ gt;
    bool word = not eq and (all or odd);
    println(all && odd && word);

    // choice, strings and wider types
    int best = a > b ? a : b;
    string s = "best=" + best;
    s += ", half=" + (best / 2.0);
    bool before = "apple" < "pear" && s != "";
    int64 big = int64(best) * 1000000007;
    uint8 wrap = uint8(250 + best);
    float ratio = float(b) / a;
    double exact = double(b) / a;
    println(s + " " + before + " " + big + " " + wrap);
    println(ratio < exact + 0.001 && exact < ratio + 0.001f);

    // elements as operands
    array<int> v = {3, 1, 4, 1, 5, 9, 2, 6};
    v[0] += v[1] * v[2];
    v[3] = v[4]++ - --v[5];
    v[6] <<= v[1];
    println(v[0] + v[3] * 10 + v[4] * 100 + v[5] * 1000 + v[6]);
}
