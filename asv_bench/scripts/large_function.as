// One large function: a whole match between two squads decided in a single body.
void main() {
    array<string> names = {"Ash", "Bran", "Cole", "Dara", "Esk", "Fenn"};
    array<int> health = {40, 55, 30, 62, 35, 48};
    array<int> power = {9, 7, 12, 6, 11, 8};
    array<int> armor = {2, 4, 0, 5, 1, 3};
    array<int> side = {0, 0, 0, 1, 1, 1};
    array<int> kills(6);
    uint seed = 20240611;
    int round = 0, turns = 0, misses = 0, criticals = 0;
    bool over = false;

    while (!over && round < 50) {
        round++;
        for (int i = 0; i < 6; i++) {
            if (health[i] <= 0) continue;
            turns++;

            // choose the weakest living enemy
            int target = -1;
            for (int j = 0; j < 6; j++) {
                if (side[j] == side[i] || health[j] <= 0) continue;
                if (target < 0 || health[j] < health[target]) target = j;
            }
            if (target < 0) {
                over = true;
                break;
            }

            // roll the attack
            seed = seed * 1664525 + 1013904223;
            int roll = int((seed >> 16) % 20) + 1;
            int damage = power[i];
            if (roll == 1) {
                misses++;
                continue;
            } else if (roll >= 19) {
                criticals++;
                damage *= 2;
            } else if (roll > 10) {
                damage += roll / 4;
            }
            damage -= armor[target];
            if (damage < 1) damage = 1;
            health[target] -= damage;

            // what the blow leads to
            switch (roll % 4) {
            case 0:
                armor[target] = armor[target] > 0 ? armor[target] - 1 : 0;
                break;
            case 1:
                power[i] += round % 5 == 0 ? 1 : 0;
                break;
            case 2:
                health[i] += 1;
                break;
            default:
                break;
            }
            if (health[target] <= 0) {
                kills[i]++;
                health[i] += 5;
            }
        }
    }

    int winner = -1, alive = 0, best = 0;
    for (int i = 0; i < 6; i++) {
        if (kills[i] > kills[best]) best = i;
        if (health[i] > 0) {
            winner = side[i];
            alive++;
        }
    }
    string verdict;
    if (winner < 0) {
        verdict = "nobody is left";
    } else {
        verdict = "side " + winner + " wins with " + alive + " alive";
    }
    println(verdict + ", best " + names[best] + " with " + kills[best]);
    int check = round * 10007 + turns * 31 + misses * 7 + criticals;
    for (int i = 0; i < 6; i++) {
        check = check * 17 + health[i] * 3 + armor[i] + power[i];
    }
    println("checksum " + (check & 0xFFFFFF));
}
