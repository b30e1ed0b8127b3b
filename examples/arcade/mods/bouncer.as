// A mod: an enemy that bounces between the walls. The game compiles every file of mods/ together with its own scripts, and
// asks the namespace named after the file for `Enemy@ create(int wave)` when a wave begins.
namespace bouncer {
  class Bouncer : Enemy {
    private double vx = 150;
    Bouncer(double x, double y) {
      super(x, y);
      hp = 2;
      points = 35;
    }
    protected void move(double dt, const game::Ship@ ship) override {
      x += vx * dt;
      y += 60 * dt;
      if ((x <= size && vx < 0) || (x >= game::WIDTH - size && vx > 0)) vx = -vx;
    }
    string name() const override { return "bouncer"; }
  }

  Enemy@ create(int wave) { return wave < 1 ? null : Bouncer(40 + game::random(500), -30); }
}
