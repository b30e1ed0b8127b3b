// Now and then it plays the rest of the game in its head, a hundred times for each card. With many cards left it does not
// come back in time.

int value(int prize, int card, const array<int>@ mine, const array<int>@ theirs) {
    int sum = 0;
    for (int dream = 0; dream < 100; dream++) {
        int other = theirs[game::random(int(theirs.length()))];
        sum += card > other ? prize - card : -card;
        for (uint i = 0; i < mine.length() * theirs.length(); i++) {
            if (mine[i % mine.length()] > theirs[game::random(int(theirs.length()))]) sum++;
        }
    }
    return sum;
}

int bid(int prize, const array<int>@ mine, const array<int>@ theirs) {
    if (game::random(40) > 0) return mine[mine.length() / 2];
    int best = mine[0], most = -1000000;
    foreach (int card : mine) {
        int found = value(prize, card, mine, theirs);
        if (found > most) { most = found; best = card; }
    }
    return best;
}
