// `using namespace` within a namespace does not hold outside of it.
namespace m { int only = 5; void act() { } class Thing { } }
namespace user { using namespace m; int f() { return only; } }

int f() { return only; }
//! 18-22 E0401 unknown name 'only'
//! hint: did you mean 'm::only'?
void g() { act(); }
//! 12-15 E0401 unknown function 'act'
//! hint: did you mean 'm::act'?
void h() { Thing t; }
//! 12-17 E0402 unknown type 'Thing'
//! hint: did you mean 'm::Thing'?
