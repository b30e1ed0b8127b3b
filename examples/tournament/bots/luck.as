// Any card will do.

int bid(int prize, const array<int>@ mine, const array<int>@ theirs) {
    return mine[game::random(int(mine.length()))];
}
