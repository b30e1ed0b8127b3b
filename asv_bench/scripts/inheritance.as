// Three generations: constructors through super, overriding, calls of the base's method, casts.
class Vehicle {
    protected float speed = 10.0f;
    string name;

    Vehicle(const string &in called) { name = called; }

    float travel(float hours) { return speed * hours; }
    string describe() const { return name + " at " + speed; }
}

class Truck : Vehicle {
    protected int load = 0;

    Truck(const string &in called, int tons) {
        super(called);
        load = tons;
        speed = 60.0f - tons;
    }

    float travel(float hours) override {
        return Vehicle::travel(hours > 8.0f ? 8.0f : hours);
    }

    string describe() const override { return Vehicle::describe() + " with " + load; }
}

final class TruckTrain : Truck {
    private array<Truck@> trailers;

    TruckTrain(int tons) { super("train", tons); }

    TruckTrain@ hang(Truck@ trailer) {
        trailers.insertLast(trailer);
        speed -= 2.5f;
        return this;
    }

    float travel(float hours) override {
        return Truck::travel(hours) - float(trailers.length());
    }
}

void main() {
    TruckTrain train(12);
    train.hang(Truck("first", 3)).hang(Truck("second", 4));
    array<Vehicle@> all = {Vehicle("bike"), Truck("van", 2), train};
    for (uint i = 0; i < all.length(); i++) {
        Truck@ truck = cast<Truck>(all[i]);
        println(all[i].describe() + ": " + all[i].travel(9.0f) + (truck is null ? "" : " truck"));
    }
}
