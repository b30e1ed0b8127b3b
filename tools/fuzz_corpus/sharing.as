// Mixins, imported functions, shared entities.
import int remote(int, string &out) from "other";
import array<int>@ list() from "other";
shared enum Level { Low = 1, High }
shared interface Named { string name() const; }
shared class Thing : Named {
    int weight = High;
    Thing@ next;
    string name() const { return "thing " + weight; }
    int twice() { return doubled(weight); }
}
shared int doubled(int n) { return n * 2; }
mixin class Counted : Named {
    protected int n = 0;
    array<int> log = {1};
    int opAddAssign(int k) { n += k; log.insertLast(n); return n; }
    int count { get const { return n; } }
}
namespace deep {
    mixin class Marked { Level mark = Low; Level raise_() { mark = High; return mark; } }
}
class A : Thing, Counted, deep::Marked { int twice() override { return 1; } }
class B : Counted { string name() const { return "b"; } }
int call() {
    string text;
    try { return remote(3, text) + int(text.length()) + list()[0]; } catch { return -1; }
}
void main() {
    A a;
    B b;
    Thing@ t = a;
    a += 2;
    b += 3;
    println(t.twice() + a.count + b.count + int(a.raise_()) + call());
    Named@ n = b;
    println(n.name() + doubled(4));
}
