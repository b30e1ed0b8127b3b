// The Sun and the four large planets, one column of numbers for each property.
//     seraph run examples/nbody/nbody.as [STEPS]
// Units: astronomical units, days and solar masses scaled so that gravity is 1.
const double DAYS = 365.24;
const double SOLAR_MASS = 4 * math::PI * math::PI;
const double STEP = 0.01;

array<string> names = {"Sun", "Jupiter", "Saturn", "Uranus", "Neptune"};
array<double> x = {0, 4.84, 8.34, 12.89, 15.38};
array<double> y = {0, -1.16, 4.12, -15.11, -25.92};
array<double> z = {0, -0.10, -0.40, -0.22, 0.18};
array<double> vx = {0, 0.001660, -0.002767, 0.002965, 0.002681};
array<double> vy = {0, 0.007699, 0.004998, 0.002378, 0.001628};
array<double> vz = {0, -0.000069, 0.000023, -0.000030, -0.000095};
array<double> mass = {1, 0.000954792, 0.000285886, 0.0000436624, 0.0000515139};

// Days to years, masses to their scale, and the Sun pushed so that the whole does not drift.
void prepare() {
    double px = 0, py = 0, pz = 0;
    for (uint i = 0; i < names.length(); i++) {
        vx[i] *= DAYS;
        vy[i] *= DAYS;
        vz[i] *= DAYS;
        mass[i] *= SOLAR_MASS;
        px += vx[i] * mass[i];
        py += vy[i] * mass[i];
        pz += vz[i] * mass[i];
    }
    vx[0] = -px / SOLAR_MASS;
    vy[0] = -py / SOLAR_MASS;
    vz[0] = -pz / SOLAR_MASS;
}

double distance(uint a, uint b) {
    double dx = x[a] - x[b], dy = y[a] - y[b], dz = z[a] - z[b];
    return math::sqrt(dx * dx + dy * dy + dz * dz);
}

double energy() {
    double sum = 0;
    for (uint i = 0; i < names.length(); i++) {
        sum += 0.5 * mass[i] * (vx[i] * vx[i] + vy[i] * vy[i] + vz[i] * vz[i]);
        for (uint j = i + 1; j < names.length(); j++) sum -= mass[i] * mass[j] / distance(i, j);
    }
    return sum;
}

void advance(double dt) {
    uint n = names.length();
    for (uint i = 0; i < n; i++) {
        for (uint j = i + 1; j < n; j++) {
            double dx = x[i] - x[j], dy = y[i] - y[j], dz = z[i] - z[j];
            double d2 = dx * dx + dy * dy + dz * dz;
            double pull = dt / (d2 * math::sqrt(d2));
            double mi = mass[i] * pull, mj = mass[j] * pull;
            vx[i] -= dx * mj;
            vy[i] -= dy * mj;
            vz[i] -= dz * mj;
            vx[j] += dx * mi;
            vy[j] += dy * mi;
            vz[j] += dz * mi;
        }
    }
    for (uint i = 0; i < n; i++) {
        x[i] += dt * vx[i];
        y[i] += dt * vy[i];
        z[i] += dt * vz[i];
    }
}

void main(const array<string> &in args) {
    int steps = args.isEmpty() ? 5000 : int(parseInt(args[0]));
    prepare();
    double before = energy();
    println("energy " + formatFloat(before, "", 0, 9));
    for (int i = 0; i < steps; i++) advance(STEP);
    println("energy " + formatFloat(energy(), "", 0, 9) + " after " + formatFloat(steps * STEP, "", 0, 2) + " years");
    for (uint i = 1; i < names.length(); i++) {
        println(names[i] + " is " + formatFloat(distance(0, i), "", 0, 3) + " from the Sun");
    }
}
