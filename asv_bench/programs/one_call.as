// The same loop with and without the call of a one-line function: the difference is the call.
int one(int v) { return v + 1; }
double bench(int n) {
    int v = 0;
    for (int i = 0; i < n; i++) v = one(i);
    return v;
}
double empty(int n) {
    int v = 0;
    for (int i = 0; i < n; i++) v = i;
    return v;
}
