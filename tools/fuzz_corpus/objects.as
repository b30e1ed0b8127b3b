// Classes, interfaces, handles, destructors, exceptions: a program for the fuzzers.
interface Living { int age() const; void hit(int n); }
int died = 0;
class Base : Living {
    int hp = 10; double weight; string name; Base@ next; array<int> scores;
    Base() { name = "base"; }
    Base(int n, const string &in text) { hp = n; name = text; scores.resize(3); }
    ~Base() { died++; }
    int age() const { return hp; }
    void hit(int n) { if (n > hp) throw("too hard"); hp -= n; }
    int opCmp(const Base &in other) const { return hp - other.hp; }
    bool opEquals(const Base &in other) const { return hp == other.hp && name == other.name; }
    Base opAdd(const Base &in other) const { Base r(hp + other.hp, name + other.name); return r; }
    int& opIndex(uint i) { return scores[i]; }
    int half { get const { return hp / 2; } set { hp = value * 2; } }
}
class Derived : Base {
    weakref<Base> friendly; private int secret = 7; Base own;
    Derived(int n) { super(n, "derived"); own.hp = n; }
    void hit(int n) override { Base::hit(n / 2); secret += n; }
    int age() const override { return secret + own.hp; }
}
class Ring { Ring@ other; Living@ living; Ring@[] all; ~Ring() { died += 2; } }

array<Base@> made;
Derived@ last = null;

int chain(int n) {
    Base@ head;
    for (int i = 0; i < n; i++) { Base@ b = Base(i, "n" + i); @b.next = head; @head = b; }
    int sum = 0;
    for (Base@ b = head; b !is null; @b = b.next) sum += b.age();
    return sum;
}
int rings(int n) {
    for (int i = 0; i < n; i++) {
        Ring@ a = Ring(), b = Ring();
        @a.other = b; @b.other = a; a.all.insertLast(b); @a.living = Derived(i);
    }
    return died;
}
int virtual_calls() {
    array<Living@> list = { Base(3, "x"), Derived(4), Base() };
    int sum = 0;
    foreach (Living@ one : list) { try { one.hit(5); } catch { sum += 100; } sum += one.age(); }
    Derived@ d = cast<Derived>(list[1]);
    return d is null ? -1 : sum + d.half;
}
int sorting() {
    array<Base> values(4);
    for (uint i = 0; i < values.length(); i++) values[i].hp = int(7 * i % 5);
    values.sortAsc();
    Base b = values[0] + values[3];
    b.scores.resize(2); b[1] = 5; b[1] += b[0];
    b.half = 4;
    return b.hp + b[1] + (values[0] < values[1] ? 1 : 0) + values.find(values[2]);
}
int weak() {
    Base@ target = Base(1, "t");
    @last = Derived(3); @last.friendly = target; @target = null;
    Base@ again = last.friendly.get();
    made.insertLast(last); made.insertLast(again);
    if (made.length() > 8) made.resize(0);
    return again is null ? 1 : 0;
}
int guarded(int n) {
    try { Base@ none; if (n > 2) return none.hp; Base b(n, "g"); b.hit(n + 1); return b.scores[n + 10]; }
    catch { string text = getExceptionInfo(); return int(text.length()); }
}
