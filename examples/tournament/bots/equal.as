// Bids what the prize is worth, or the nearest card that is left.

int bid(int prize, const array<int>@ mine, const array<int>@ theirs) {
    int best = mine[0];
    foreach (int card : mine) {
        if (math::abs(card - prize) < math::abs(best - prize)) best = card;
    }
    return best;
}
