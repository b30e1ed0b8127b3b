int score;
void main() {
  int lives = 3;
  lifes = 2;
//! 3-8 E0401 unknown name 'lifes'
//! hint: did you mean 'lives'?
  scoer = 1;
//! 3-8 E0401 unknown name 'scoer'
//! hint: did you mean 'score'?
}
