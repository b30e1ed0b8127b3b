// Remembers how far above or below the prize the other one bids, and bids one more than that.

class Memory {
    private array<int> offsets;

    void note(int prize, int bid) { offsets.insertLast(bid - prize); }

    int guess(int prize) const {
        if (offsets.isEmpty()) return prize;
        int sum = 0;
        foreach (int offset : offsets) sum += offset;
        return prize + sum / int(offsets.length());
    }
}

Memory memory;

int bid(int prize, const array<int>@ mine, const array<int>@ theirs) {
    int wanted = memory.guess(prize) + 1;
    foreach (int card : mine) {
        if (card >= wanted) return card;
    }
    return mine[0];
}

// Called after each round, by those who have it.
void seen(int prize, int bid) { memory.note(prize, bid); }
