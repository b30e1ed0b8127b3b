// row: REG-24 REG-15
// Each value with a destructor is destroyed once, in reverse order of declaration, on every way out.
using namespace game;

class Holder {
    Token held(50);
    ~Holder() { note("holder"); }
}

void take(Token t) { note("taken " + t.id); }
Token give() { Token t(20); return t; }

void leaves(int how) {
    Token a(1), b(2);
    if (how == 0) return;
    for (int i = 0; i < 2; i++) {
        Token c(10 + i);
        if (how == 1) break;
        if (how == 2) continue;
    }
    if (how == 3) throw("out");
}

void main() {
    leaves(0);
    println(notes());       // expect: ~2 ~1
    leaves(1);
    println(notes());       // expect: ~10 ~2 ~1
    leaves(2);
    println(notes());       // expect: ~10 ~11 ~2 ~1
    try { leaves(3); } catch { note("caught"); }
    println(notes());       // expect: ~10 ~11 ~2 ~1 caught
    { Token t(5); take(t); }
    println(notes());       // expect: copy 5 taken 5 ~5 ~5
    { Token t = give(); note("got " + t.id); }
    println(notes());       // expect: got 20 ~20
    { Holder h; }
    println(notes());       // expect: holder ~50
    {
        array<Token> list;
        list.insertLast(Token(30));
        list.insertLast(Token(31));
    }
    println(notes());       // expect: copy 30 ~30 copy 31 ~31 ~30 ~31
    {
        dictionary open;
        open["a"] = Token(40);
        dictionary copy = open;
        open.deleteAll();
        note("still " + copy.getSize());
    }
    println(notes());       // expect: copy 40 ~40 copy 40 ~40 still 1 ~40
    {
        dictionary<string, Token> typed;
        typed["a"] = Token(41);
        dictionary<string, Token> copy = typed;
        typed.deleteAll();
        note("still " + copy.getSize());
    }
    println(notes());       // expect: copy 41 ~41 copy 41 ~41 still 1 ~41
    try { Token bad(-1); } catch { note("refused"); }
    println(notes());       // expect: refused
}
