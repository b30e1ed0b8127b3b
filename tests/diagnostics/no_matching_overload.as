void draw(int x, string text) {}
void draw(string text) {}
void main() {
  draw("a", 5);
//! 3-15 E0701 no function 'draw' takes the arguments (string, int)
//! hint: 'void draw(int, string)' takes these arguments in another order: 2, 1
  draw(true);
//! 3-13 E0701 no function 'draw' takes the arguments (bool)
//! hint: there are void draw(int, string) and void draw(string)
  draw(1, 2, 3);
//! 3-16 E0703 no function 'draw' takes 3 argument(s)
//! hint: there are void draw(int, string) and void draw(string)
}
