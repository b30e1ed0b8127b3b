// What comes when. The host asks for one wave after the other; wave n has more of everything than wave n-1.

array<Enemy@>@ wave(int number) {
  array<Enemy@> coming;
  int drones = 4 + number * 2;
  for (int i = 0; i < drones; i++)
    coming.insertLast(Drone(game::WIDTH * (i + 0.5) / drones, -20 - 60 * (i % 3)));
  for (int i = 0; i < number; i++)
    coming.insertLast(Weaver(80 + game::random(int(game::WIDTH) - 160), -60 - 40 * i));
  for (int i = 0; i < number / 2; i++)
    coming.insertLast(Hunter(60 + game::random(int(game::WIDTH) - 120), -120));
  return coming;
}
