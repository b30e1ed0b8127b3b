// `using namespace` within a namespace holds for what stands in that namespace, wherever that is reopened, and nowhere else.
namespace m {
    int k() { return 9; }
    int only = 5;
    class Thing { int x = 7; }
    enum Size { Small = 3, Large }
    namespace inner { int deep() { return 2; } }
}
int k() { return 1; }

namespace user {
    using namespace m;
    int f() { return k(); }
    int h() { Thing t; return t.x + only + Small + inner::deep(); }
    class User {
        int g() { return k() + only; }
    }
    namespace deeper { int f() { return k(); } }
    int start = k() + only;
}

namespace user { int again() { return k(); } }

namespace other {
    int k() { return 4; }
    int f() { return k(); }
}

funcdef int Get();
namespace user { Get@ getter() { return function() { return k(); }; } }
Get@ plain() { return function() { return k(); }; }
Get@ within() { using namespace m; return function() { return k() + only; }; }
int after() { Get@ g = within(); return g() * 10 + k(); }

int outside() { return k(); }

void main() {
    println("{} {} {}", outside(), user::f(), user::h());                   // expect: 1 9 17
    user::User u;
    println("{} {} {}", u.g(), user::deeper::f(), user::start);            // expect: 14 9 14
    println("{} {} {}", user::again(), other::f(), user::getter()());      // expect: 9 4 9
    println("{} {} {}", plain()(), after(), outside());                   // expect: 1 141 1
    using namespace m;
    println("{} {}", only, k());                                           // expect: 5 9
}
