void f(void x) {}
//! 13-14 E0303 a parameter cannot be of type 'void'
void g(int &inout x) {}
//! 19-20 E0303 'int' cannot be passed by &inout: only reference types can
//! hint: use &in to read it, &out to return it, or both
