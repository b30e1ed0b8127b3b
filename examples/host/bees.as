// The minds of a bee hive. host.py owns the meadow and calls start() once and tick() a thousand times.
enum Task { SEARCH, GATHER, RETURN, SLEEP }

const int BEES = 12;
array<Task> task(BEES);
array<int> x(BEES), y(BEES), load(BEES), wake(BEES);
int honey = 0;
int trips = 0;

void start(int hiveX, int hiveY) {
    for (int bee = 0; bee < BEES; bee++) {
        x[bee] = hiveX;
        y[bee] = hiveY;
    }
    meadow::log("hive at " + hiveX + "," + hiveY + " with " + BEES + " bees");
}

int sign(int v) {
    return v > 0 ? 1 : v < 0 ? -1 : 0;
}

// One step towards a place; true when it is reached.
bool fly(int bee, int toX, int toY) {
    x[bee] += sign(toX - x[bee]);
    y[bee] += sign(toY - y[bee]);
    return x[bee] == toX && y[bee] == toY;
}

void search(int bee) {
    int bestX, bestY;
    if (meadow::smell(x[bee], y[bee]) > 0) {
        task[bee] = GATHER;
        return;
    }
    // look around; where there is nothing, fly anywhere
    int best = 0;
    for (int dy = -3; dy <= 3; dy++) {
        for (int dx = -3; dx <= 3; dx++) {
            int nectar = meadow::smell(x[bee] + dx, y[bee] + dy);
            if (nectar <= best) continue;
            best = nectar;
            bestX = x[bee] + dx;
            bestY = y[bee] + dy;
        }
    }
    if (best == 0) {
        bestX = meadow::chance(meadow::width());
        bestY = meadow::chance(meadow::height());
    }
    fly(bee, bestX, bestY);
}

void work(int bee, int time) {
    switch (task[bee]) {
    case SEARCH:
        search(bee);
        break;
    case GATHER: {
        int got = meadow::take(x[bee], y[bee], most: 2);
        load[bee] += got;
        if (load[bee] >= 6) task[bee] = RETURN;
        else if (got == 0) task[bee] = SEARCH;
        break;
    }
    case RETURN:
        if (!fly(bee, meadow::width() / 2, meadow::height() / 2)) break;
        honey += load[bee];
        load[bee] = 0;
        trips++;
        task[bee] = trips % 5 == 0 ? SLEEP : SEARCH;
        wake[bee] = time + 20;
        break;
    case SLEEP:
        if (time >= wake[bee]) task[bee] = SEARCH;
        break;
    }
}

// What the queen dreams of: a plan that takes far too long. The host's budget ends it.
void dream() {
    int plan = 1;
    while (plan != 0) plan = plan * 1664525 + 1013904223 | 1;
}

void tick(int time) {
    if (time % 300 == 299) dream();
    for (int bee = 0; bee < BEES; bee++) work(bee, time);
    if (time % 250 == 0) {
        int busy = 0;
        foreach (Task t : task) {
            if (t != SLEEP) busy++;
        }
        meadow::log("tick " + time + ": honey " + honey + ", " + busy + " bees at work");
    }
}
