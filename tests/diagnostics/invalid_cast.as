class A {}
class B : A {}
class C {}
void main() {
  A@ a;
  B@ b = a;
//! 10-11 E0501 no conversion from 'A@' to 'B@'
//! hint: write cast<B>(x), which is null if the object is none
  int n = cast<int>(5);
//! 11-23 E0501 'int' cannot be the target of a cast: it is not a reference type
//! hint: write int(x)
  C@ c = a;
//! 10-11 E0501 no conversion from 'A@' to 'C@'
}
