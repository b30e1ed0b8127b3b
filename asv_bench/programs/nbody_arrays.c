#include <math.h>
static void advance(double *x, double *y, double *z, double *vx, double *vy, double *vz, const double *mass, int n, double dt) {
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            double dx = x[i] - x[j], dy = y[i] - y[j], dz = z[i] - z[j];
            double d2 = dx * dx + dy * dy + dz * dz;
            double mag = dt / (d2 * sqrt(d2));
            double mj = mass[j] * mag, mi = mass[i] * mag;
            vx[i] -= dx * mj;
            vy[i] -= dy * mj;
            vz[i] -= dz * mj;
            vx[j] += dx * mi;
            vy[j] += dy * mi;
            vz[j] += dz * mi;
        }
    }
    for (int i = 0; i < n; i++) {
        x[i] += dt * vx[i];
        y[i] += dt * vy[i];
        z[i] += dt * vz[i];
    }
}
double bench(int n) {
    double x[] = {0, 4.75, 8.25, 12.875, 15.375};
    double y[] = {0, -1.125, 4.125, -15.125, -25.875};
    double z[] = {0, -0.125, -0.375, -0.25, 0.1875};
    double vx[] = {0, 0.625, -1, 1.0625, 0.9375};
    double vy[] = {0, 2.75, 1.75, 0.875, 0.5625};
    double vz[] = {0, -0.03125, 0.0078125, -0.015625, -0.03125};
    double mass[] = {39.5, 0.0390625, 0.01171875, 0.001953125, 0.00146484375};
    for (int i = 0; i < n; i++) advance(x, y, z, vx, vy, vz, mass, 5, 0.0078125);
    double e = 0;
    for (int i = 0; i < 5; i++) e += mass[i] * (vx[i] * vx[i] + vy[i] * vy[i] + vz[i] * vz[i]) + x[i];
    return e;
}
