void main() {
  array<int> l;
  l.push_back(3);
//! 5-14 E0508 'array<int>' has no method 'push_back'
//! hint: did you mean 'insertLast'?
  int n = l.size();
//! 13-17 E0508 'array<int>' has no method 'size'
//! hint: did you mean 'length'?
  dictionary d;
  n = d.size();
//! 9-13 E0508 'dictionary' has no method 'size'
//! hint: did you mean 'getSize'?
}
