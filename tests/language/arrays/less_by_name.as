// The type of functions that sort() takes has a name within each type of array.
bool down(const int &in a, const int &in b) { return a > b; }
bool byText(const string &in a, const string &in b) { return a < b; }
array<int>::less@ keep;

class Sorter {
  array<string>::less@ order;
  string first() {
    array<string> s = {"b", "a"};
    s.sort(order);
    return s[0];
  }
}

void use(array<int>::less@ g, array<int>@ a) { a.sort(g); }

void main() {
  array<int>::less@ g = @down;
  array<int> a = {1, 3, 2};
  a.sort(g);
  println(a[0]);  // expect: 3
  @keep = g;
  a = {5, 9};
  use(keep, a);
  println("{} {} {}", a[0], g(2, 1), keep is g);  // expect: 9 true true
  Sorter s;
  @s.order = byText;
  println(s.first());  // expect: a
  array<array<int>::less@> all = {down};
  println(all[0](1, 2));  // expect: false
  array<int>::less@ l = function(a, b) { return a < b; };
  a.sort(l);
  println(a[0]);  // expect: 5
}
