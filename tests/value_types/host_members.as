// row: REG-15 REG-22
// Members that Python implements get copies; what a method that is not const does to its object is copied back.
using namespace game;

void main() {
    Counter c(5);
    c.add(3);
    println("" + c.count + " " + c.doubled());      // expect: 8 16
    println("" + c.half + " " + c.name);            // expect: 4 counter
    c.half = 10;
    println("" + c.count);                          // expect: 20
    const Counter fixed(2);
    println("" + fixed.doubled());                  // expect: 4
    Counter sum = c + fixed;
    println("" + sum.count);                        // expect: 22
    c += fixed;
    println("" + c.count);                          // expect: 22
    Counter other;
    other = c;
    println("" + other.count + " " + other.name);   // expect: 22 counter
    bump(other);
    println("" + other.count);                      // expect: 23
    array<Counter> many(2);
    many[1].add(4);
    println("" + many[0].count + many[1].count);    // expect: 04
    try { c.add(1000); } catch { println(getExceptionInfo()); }     // expect: ValueError: too much
    println("" + c.count);                          // expect: 22
    println("" + initial());                        // expect: 7
}
