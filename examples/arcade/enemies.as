// The enemies: one class for each way to move. The host draws what has a place, a size and hit points.

abstract class Enemy {
  double x, y;
  double age = 0;
  int hp = 1;
  int points = 10;
  double size = 12;

  Enemy(double x_, double y_) { x = x_; y = y_; }

  // Moves by dt seconds.
  void update(double dt, const game::Ship@ ship) {
    age += dt;
    move(dt, ship);
    if (x < size) x = size;
    if (x > game::WIDTH - size) x = game::WIDTH - size;
  }

  protected void move(double dt, const game::Ship@ ship) { y += 90 * dt; }

  // A shot hit it. True if that was the end of it.
  bool hit(int damage) {
    hp -= damage;
    return hp <= 0;
  }

  string name() const { return "enemy"; }
}

// Straight down.
class Drone : Enemy {
  Drone(double x, double y) { super(x, y); }
  string name() const override { return "drone"; }
}

// Down in waves.
class Weaver : Enemy {
  private double middle;
  Weaver(double x, double y) {
    super(x, y);
    middle = x;
    points = 20;
  }
  protected void move(double dt, const game::Ship@ ship) override {
    y += 110 * dt;
    x = middle + 70 * math::sin(age * 2.5);
  }
  string name() const override { return "weaver"; }
}

// Follows the ship, and shoots when it is above it.
class Hunter : Enemy {
  private double reload = 1;
  Hunter(double x, double y) {
    super(x, y);
    hp = 3;
    points = 50;
    size = 16;
  }
  protected void move(double dt, const game::Ship@ ship) override {
    double dx = ship.x - x;
    x += (dx > 60 ? 60 : dx < -60 ? -60 : dx) * dt;
    y += 50 * dt;
    reload -= dt;
    if (reload <= 0 && dx < 20 && dx > -20) {
      reload = 1.5;
      game::shoot(x, y + size, 0, 160);
    }
  }
  string name() const override { return "hunter"; }
}
