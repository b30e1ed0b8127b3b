void move(int x, int y) {}
void main() {
  move(1);
//! 3-10 E0703 'move' takes 2 argument(s), got 1
//! hint: it is declared as void move(int, int)
//! place 1:6: it is declared here
  move(1, 2, 3);
//! 3-16 E0703 'move' takes 2 argument(s), got 3
//! hint: it is declared as void move(int, int)
//! place 1:6: it is declared here
  move(x: 1, z: 2);
//! 17-18 E0704 'move' has no parameter 'z'
//! hint: it is declared as void move(int, int)
}
