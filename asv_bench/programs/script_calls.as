// Calls of one-line functions with one, two and three arguments.
int inc(int a) { return a + 1; }
int add(int a, int b) { return a + b; }
int pick(int a, int b, int c) { return a < b ? c : a; }
double bench(int n) {
    int v = 0;
    for (int i = 0; i < n; i++) {
        v = inc(v);
        v = add(v, i & 3);
        v = pick(v, i, v & 4095);
    }
    return v;
}
