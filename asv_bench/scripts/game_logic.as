// The logic of one small arena game: spawning, steering, fighting, scoring, waves.
enum Kind { SLIME, WOLF, OGRE, KINDS }
enum State { IDLE, HUNT, FLEE, DEAD }

const int WIDTH = 40;
const int HEIGHT = 24;
const float SIGHT = 12.0f;

array<int> kind, hp, state, timer;
array<float> px, py;
array<string> names = {"slime", "wolf", "ogre"};
array<int> baseHp = {8, 14, 30};
array<int> bite = {1, 3, 6};
array<float> pace = {0.4f, 0.9f, 0.3f};
array<int> worth = {5, 15, 40};

float heroX = 20, heroY = 12;
int heroHp = 100, heroLevel = 1, heroXp = 0;
int score = 0, wave = 0, tick = 0;
uint seed = 4711;
array<string> news;

int dice(int sides) {
    seed = seed * 1103515245 + 12345;
    return int((seed >> 16) % sides) + 1;
}

float distance(float ax, float ay, float bx, float by) {
    float dx = ax - bx;
    float dy = ay - by;
    return sqrt(dx * dx + dy * dy);
}

void say(const string &in text) {
    news.insertLast("[" + tick + "] " + text);
    if (news.length() > 4) news.removeAt(0);
}

void spawn(Kind k) {
    kind.insertLast(k);
    hp.insertLast(baseHp[k] + wave * 2);
    state.insertLast(IDLE);
    timer.insertLast(dice(10));
    px.insertLast(dice(WIDTH) - 1);
    py.insertLast(dice(HEIGHT) - 1);
}

void startWave() {
    wave++;
    say("wave " + wave + " begins");
    for (int i = 0; i < 3 + wave * 2; i++) {
        int roll = dice(10) + wave;
        if (roll > 11) spawn(OGRE);
        else if (roll > 6) spawn(WOLF);
        else spawn(SLIME);
    }
}

int living() {
    int n = 0;
    for (uint i = 0; i < hp.length(); i++) {
        if (state[i] != DEAD) n++;
    }
    return n;
}

void gain(int xp) {
    heroXp += xp;
    while (heroXp >= heroLevel * 50) {
        heroXp -= heroLevel * 50;
        heroLevel++;
        heroHp += 20;
        say("level " + heroLevel);
    }
}

void step(int i, float tx, float ty, float sign) {
    float d = distance(px[i], py[i], tx, ty);
    if (d < 0.01f) return;
    float speed = pace[kind[i]] * sign;
    px[i] += (tx - px[i]) / d * speed;
    py[i] += (ty - py[i]) / d * speed;
    if (px[i] < 0) px[i] = 0;
    if (px[i] >= WIDTH) px[i] = WIDTH - 1;
    if (py[i] < 0) py[i] = 0;
    if (py[i] >= HEIGHT) py[i] = HEIGHT - 1;
}

void think(int i) {
    float d = distance(px[i], py[i], heroX, heroY);
    switch (state[i]) {
    case IDLE:
        if (--timer[i] <= 0) {
            step(i, dice(WIDTH), dice(HEIGHT), 1.0f);
            timer[i] = dice(4);
        }
        if (d < SIGHT) {
            state[i] = HUNT;
        }
        break;
    case HUNT:
        if (d <= 1.2f) {
            int hurt = bite[kind[i]] - heroLevel / 4;
            heroHp -= hurt > 0 ? hurt : 0;
        } else {
            step(i, heroX, heroY, 1.0f);
        }
        if (hp[i] < 4 && kind[i] != OGRE) {
            state[i] = FLEE;
            timer[i] = 6;
        } else if (d > SIGHT * 1.5f) {
            state[i] = IDLE;
        }
        break;
    case FLEE:
        step(i, heroX, heroY, -1.0f);
        if (--timer[i] <= 0) {
            hp[i] += 2;
            state[i] = HUNT;
        }
        break;
    default:
        break;
    }
}

int nearest() {
    int best = -1;
    float least = 1000000.0f;
    for (uint i = 0; i < hp.length(); i++) {
        if (state[i] == DEAD) continue;
        float d = distance(px[i], py[i], heroX, heroY);
        if (d < least) {
            least = d;
            best = i;
        }
    }
    return best;
}

void strike(int i) {
    int damage = dice(6) + heroLevel * 2;
    bool critical = dice(20) == 20;
    if (critical) damage *= 3;
    hp[i] -= damage;
    if (hp[i] > 0) return;
    state[i] = DEAD;
    score += worth[kind[i]] * (critical ? 2 : 1);
    gain(worth[kind[i]]);
    say(names[kind[i]] + " falls");
}

void hero() {
    int i = nearest();
    if (i < 0) return;
    float d = distance(px[i], py[i], heroX, heroY);
    if (d <= 2.0f) {
        strike(i);
    } else {
        heroX += (px[i] - heroX) / d;
        heroY += (py[i] - heroY) / d;
    }
    if (heroHp < 40 && dice(8) == 1) {
        heroHp += 25;
        say("potion, hp " + heroHp);
    }
}

void clear() {
    for (int i = int(hp.length()) - 1; i >= 0; i--) {
        if (state[i] != DEAD) continue;
        kind.removeAt(i);
        hp.removeAt(i);
        state.removeAt(i);
        timer.removeAt(i);
        px.removeAt(i);
        py.removeAt(i);
    }
}

void main() {
    while (heroHp > 0 && wave <= 8 && tick < 2000) {
        tick++;
        if (living() == 0) startWave();
        hero();
        for (uint i = 0; i < hp.length(); i++) {
            think(i);
        }
        if (tick % 16 == 0) clear();
    }
    for (uint i = 0; i < news.length(); i++) {
        println(news[i]);
    }
    string end = heroHp > 0 ? "alive" : "dead";
    println(end + " after " + tick + " ticks, level " + heroLevel);
    println("checksum " + (score * 31 + tick + living()));
}
