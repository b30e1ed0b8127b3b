class Player { void heal(int n) {} }
void main() {
  Player p;
  p.hael(1);
//! 5-9 E0508 'Player' has no method 'hael'
//! hint: did you mean 'heal'?
  array<int> a;
  a.insertLats(2);
//! 5-15 E0508 'array<int>' has no method 'insertLats'
//! hint: did you mean 'insertLast'?
}
