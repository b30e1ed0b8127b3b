// Virtual properties of a class, of a namespace and with an index.
class Tank {
    private int amount = 20;
    private array<int> marks = {1, 2, 3};

    int level {
        get const { return amount; }
        set { amount = value < 0 ? 0 : value > 100 ? 100 : value; }
    }

    bool get_empty() const property { return amount == 0; }

    int get_mark(uint at) const property { return marks[at]; }
    void set_mark(uint at, int value) property { marks[at] = value; }
}

int stored = 5;
int get_reserve() property { return stored; }
void set_reserve(int value) property { stored = value / 2; }

void main() {
    Tank tank;
    tank.level = tank.level + 90;
    println("level " + tank.level);
    tank.level -= 150;
    println(tank.empty ? "empty" : "not empty");
    for (uint i = 0; i < 3; i++) tank.mark[i] = tank.mark[i] * int(i + 2);
    println("marks " + tank.mark[0] + " " + tank.mark[1] + " " + tank.mark[2]);
    reserve = reserve + tank.mark[2];
    println("reserve " + reserve);
}
