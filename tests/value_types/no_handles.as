// row: REG-15
game::Vec3@ handle;                     // expect error: cannot create handle to 'game::Vec3': it is not a reference type
class Sub : game::Vec3 {}               // expect error: 'game::Vec3' is final
void takes(game::Vec3@ v) {}            // expect error: cannot create handle
array<game::Vec3@> list;                // expect error: cannot create handle
