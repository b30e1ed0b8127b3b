class A {}
A<int> a;
//! 1-6 E0404 'A' is not a template
