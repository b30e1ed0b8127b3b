// A mod with a mistake: the game says what is wrong and plays without it.
namespace broken {
  Enemy@ create(int wave) { return Bomber(0, 0); }
}
