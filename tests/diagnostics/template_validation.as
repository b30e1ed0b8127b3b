dictionary<float, int> d;
array<void> a;
//! 1-11 E0404 invalid template instantiation 'array<void>': cannot be instantiated with this type
