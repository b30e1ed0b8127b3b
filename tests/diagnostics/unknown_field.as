class Player { int health; int get_armour() const property { return 1; } }
void main() {
  Player p;
  p.helth = 1;
//! 5-10 E0508 'Player' has no member 'helth'
//! hint: did you mean 'health'?
  p.armor;
//! 5-10 E0508 'Player' has no member 'armor'
//! hint: did you mean 'armour'?
}
