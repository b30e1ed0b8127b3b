int global_one { get const { return 1; } set final { } }
//! 22-27 E0208 this modifier is for members of a class
//! 46-51 E0208 this modifier is for members of a class
class C { int one { get const { return 1; } set final { } } }
void main() {}
