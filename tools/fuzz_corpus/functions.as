// Handles to functions, delegates, anonymous functions, fibers, complex numbers, foreach over classes: for the fuzzers.
typedef int number;
funcdef number Op(number a, number b);
funcdef void Action(Counter &inout c, int n);
funcdef bool Less(const string &in a, const string &in b);
funcdef string Text();

class Counter {
    int total = 1;
    funcdef void Heard(Counter@ who, int n);
    Heard@ heard;
    Op@[] ops;
    void add(int n) { total += n; if (heard !is null) heard(this, n); }
    int minus(int a, int b) { return total + a - b; }
    string name() const { return "counter " + total; }
    ~Counter() { gone++; }
}
class Loud : Counter { int minus(int a, int b) override { return -Counter::minus(a, b); } }
class Range {
    int low, high;
    Range(int a, int b) { low = a; high = b; }
    int opForBegin() const { return low; }
    bool opForEnd(int i) const { return i >= high; }
    int opForNext(int i) const { return i + 1; }
    int opForValue0(int i) const { return i * i; }
    string opForValue1(int i) const { return "at " + i; }
    double opImplConv() const { return high - low; }
    int opCall(int n) { return low + n; }
}
int gone = 0;
Op@ kept;
Fiber@ fiber;
complex sum;

int larger(int a, int b) { return a > b ? a : b; }
int apply(Op@ op, int a, int b) { return op is null ? 0 : op(a, b); }
Op@ choose(int n) {
    if (n == 0) return larger;
    if (n == 1) return function(a, b) { return a * b; };
    Loud c;
    Counter@ base = c;
    return n == 2 ? Op(c.minus) : n == 3 ? Op(base.minus) : null;
}
int handles(int n) {
    int total = 0;
    for (int i = 0; i < 5; i++) total += apply(choose(i), n, i);
    @kept = choose(n % 4);
    Op@ other = kept;
    if (other is kept && other !is null) total += other(3, 4) + kept(n, 1);
    Counter c;
    @c.heard = function(who, k) { who.total += k; };
    c.add(3);
    c.ops.insertLast(larger); c.ops.insertLast(Op(c.minus)); c.ops.insertLast(null);
    try { foreach (Op@ op : c.ops) total += op(n, 2); } catch { total++; }
    @c.ops[1] = null;
    Action@ a = function(x, k) { x.add(k); };
    a(c, 4);
    Text@ t = Text(c.name);
    return total + c.total + int(t().length());
}
string sorted(int n) {
    array<string> words = { "pear", "fig", "apple", "kiwi" };
    words.sort(function(a, b) { return a.length() < b.length(); });
    if (n > 2) { words.sort(function(a, b) { throw("no order"); return a < b; }, 1, 2); }
    return join(words, " ");
}
int each() {
    int total = 0;
    foreach (auto square, string text : Range(1, 6)) total += square + int(text.length());
    Range r(2, 9);
    return total + int(double(r)) + r(5);
}
int work(int n, string name) {
    Counter c;
    for (int i = 0; i < n % 9; i++) { c.add(i); if (i % 2 == 1) yield(); }
    return c.total + int(name.length());
}
int wait() { try { yield(); throw("late"); } catch { yield(); return 1; } return 2; }
bool resume(Fiber@ f) { @fiber = f; return f.state == FiberState::Suspended || f.done ? true : f.resume(); }
void stop() { if (fiber !is null) { fiber.abort(); @fiber = null; } }
double numbers(int n) {
    complex a = {1, 2}, b(float(n), -1);
    for (int i = 0; i < 4; i++) { sum += a * b; a = a / complex(1, 1) - b; a.r += sum.i; }
    complex[] all(2, b);
    all[0].ri = all[1].ir;
    return a.abs() + all[0].r + (a == b ? 1 : 0);
}
int choice(string text, int n) {
    switch (n) { case -1: return 7; case 0: n = 4; case 1: case 2: break; case 5: return larger(n, 2); default: n++; }
    switch (text) { case "a": return 1; case "text": return 2; }
    return n;
}
