// row: REG-15
using namespace game;

void main() {
    Vec3 a;
    auto@ h = a;                        // expect error: cannot create handle
    dictionary d;
    @d["a"] = @a;                       // expect error: has no handles
    bool same = a is a;                 // expect error: cannot be compared by identity
    ref r = a;                          // expect error
    weakref<Vec3> w;                    // expect error: a weak reference refers to a class or interface
    Vec3 n = null;                      // expect error
    a.q = 1;                            // expect error: 'game::Vec3' has no member 'q'
    Vec3 three(1, 2, 3, 4);             // expect error
    const Vec3 c;
    c.x = 1;                            // expect error
    c *= 2;                             // expect error
    a.__construct(1, 2, 3);             // expect error
}
