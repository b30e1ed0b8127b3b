from math import sqrt
def advance(x, y, z, vx, vy, vz, mass, dt):
    n = len(mass)
    for i in range(n):
        for j in range(i + 1, n):
            dx = x[i] - x[j]
            dy = y[i] - y[j]
            dz = z[i] - z[j]
            d2 = dx * dx + dy * dy + dz * dz
            mag = dt / (d2 * sqrt(d2))
            mj = mass[j] * mag
            mi = mass[i] * mag
            vx[i] -= dx * mj
            vy[i] -= dy * mj
            vz[i] -= dz * mj
            vx[j] += dx * mi
            vy[j] += dy * mi
            vz[j] += dz * mi
    for i in range(n):
        x[i] += dt * vx[i]
        y[i] += dt * vy[i]
        z[i] += dt * vz[i]
def bench(n):
    x = [0.0, 4.75, 8.25, 12.875, 15.375]
    y = [0.0, -1.125, 4.125, -15.125, -25.875]
    z = [0.0, -0.125, -0.375, -0.25, 0.1875]
    vx = [0.0, 0.625, -1.0, 1.0625, 0.9375]
    vy = [0.0, 2.75, 1.75, 0.875, 0.5625]
    vz = [0.0, -0.03125, 0.0078125, -0.015625, -0.03125]
    mass = [39.5, 0.0390625, 0.01171875, 0.001953125, 0.00146484375]
    for i in range(n): advance(x, y, z, vx, vy, vz, mass, 0.0078125)
    e = 0.0
    for i in range(5): e += mass[i] * (vx[i] * vx[i] + vy[i] * vy[i] + vz[i] * vz[i]) + x[i]
    return e
