void main() {
  array<int, int> a;
//! 3-17 E0404 template 'array' expects 1 type argument(s), got 2
  array b;
//! 3-8 E0404 template 'array' expects 1 type argument(s), got 0
}
