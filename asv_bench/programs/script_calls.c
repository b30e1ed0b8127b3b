#define APART __attribute__((noinline)) static int
APART inc(int a) { return a + 1; }
APART add(int a, int b) { return a + b; }
APART pick(int a, int b, int c) { return a < b ? c : a; }
double bench(int n) {
    int v = 0;
    for (int i = 0; i < n; i++) {
        v = inc(v);
        v = add(v, i & 3);
        v = pick(v, i, v & 4095);
    }
    return v;
}
