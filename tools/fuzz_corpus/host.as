// Calls of the host's functions, methods and attributes, with try and &out: a program for the fuzzers.
host::Thing@ kept;
int calls = 0;
class Watcher { host::Thing@ seen; array<host::Thing@> all; int n; ~Watcher() { calls++; host::note("gone"); } }

int simple(int n) { int sum = 0; for (int i = 0; i < n % 20; i++) { try { sum += host::twice(i); } catch { calls++; } } return sum; }
int things() {
    host::Thing@ t = host::make(3);
    if (t is null) return -1;
    t.size += 2; t.name = t.name + "!";
    @kept = t.grow(kept);
    Watcher w; @w.seen = kept; w.all.insertLast(t); w.all.insertLast(kept);
    return t is kept ? 1 : t.size;
}
int several(string text) {
    string left; int n; double ratio = host::split(text, left, n);
    array<int>@ made = host::numbers({ 1, 2, n });
    return int(left.length()) + n + int(ratio) + (made is null ? 0 : int(made.length()));
}
int nested(int depth) { try { return depth < 1 ? 0 : host::twice(nested(depth % 9 - 1)); } catch { host::note(getExceptionInfo()); return -1; } }
