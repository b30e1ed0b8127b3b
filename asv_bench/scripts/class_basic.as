// Animals of a farm: an interface, a base class and what derives from it.
interface Named {
    string name() const;
}

class Animal : Named {
    protected int weight = 10;
    private int meals = 0;
    Animal@ friend;

    Animal(int start) { weight = start; }
    ~Animal() { @friend = null; }

    string name() const { return "animal"; }
    int get_size() const property { return weight / 10; }

    void eat(int food) {
        meals++;
        weight += appetite(food);
        if (friend !is null && meals % 3 == 0) friend.eat(food / 2);
    }

    int appetite(int food) const { return food; }
    int opCmp(const Animal &in other) const { return weight - other.weight; }
}

class Hen : Animal {
    int eggs = 0;

    Hen() { super(20); }

    void eat(int food) override {
        Animal::eat(food);
        if (weight > 25) eggs++;
    }

    string name() const override { return "hen"; }
}

class Horse : Animal {
    Horse(int start = 400) { super(start); }

    int appetite(int food) const override { return food * 2 - size / 50; }
    string name() const override { return "horse"; }
}

void main() {
    Hen hen;
    array<Animal@> herd = {hen, Horse(), Horse(350)};
    @herd[1].friend = herd[2];
    for (int day = 0; day < 9; day++) {
        for (uint i = 0; i < herd.length(); i++) herd[i].eat(day % 4 + int(i));
    }
    for (uint i = 0; i < herd.length(); i++) {
        Named@ one = herd[i];
        println(one.name() + " " + herd[i].size);
    }
    println((herd[1] > herd[2] ? "first" : "second") + " " + hen.eggs);
}
