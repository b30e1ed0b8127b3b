dictionary<float, int> d;
array<void> a;
//! 1-11 E0404 template 'array': cannot be instantiated with this type
