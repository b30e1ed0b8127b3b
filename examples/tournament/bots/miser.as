// Gives cheap prizes away with its lowest card, and buys the others by the lowest card that cannot lose.

int bid(int prize, const array<int>@ mine, const array<int>@ theirs) {
    int lowest = mine[0], highest = theirs[theirs.length() - 1];
    if (prize <= 5) return lowest;
    foreach (int card : mine) {
        if (card > highest) return card;
    }
    return prize >= 10 ? mine[mine.length() - 1] : lowest;
}
