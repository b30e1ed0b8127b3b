// The same arithmetic on vectors of the module vec, and on a float for each part: both give the same bits.
using namespace vec;
double bench(int n) {
    Vec3 p(0.1f, 0.2f, 0.3f), v(1, 0.5f, 0.25f), g(0, -0.01f, 0);
    float s = 0;
    for (int i = 0; i < n; i++) {
        Vec3 a = g - p * 0.02f;
        v += a * 0.5f;
        p = p + v * 0.01f;
        Vec3 c = p.cross(v);
        s += c.dot(a) + p.lengthSquared();
        v = v * 0.999f;
    }
    return s + p.x;
}
double floats(int n) {
    float px = 0.1f, py = 0.2f, pz = 0.3f, vx = 1, vy = 0.5f, vz = 0.25f, gx = 0, gy = -0.01f, gz = 0;
    float s = 0;
    for (int i = 0; i < n; i++) {
        float ax = gx - px * 0.02f, ay = gy - py * 0.02f, az = gz - pz * 0.02f;
        vx += ax * 0.5f; vy += ay * 0.5f; vz += az * 0.5f;
        px = px + vx * 0.01f; py = py + vy * 0.01f; pz = pz + vz * 0.01f;
        float cx = py * vz - pz * vy, cy = pz * vx - px * vz, cz = px * vy - py * vx;
        s += (cx * ax + cy * ay + cz * az) + (px * px + py * py + pz * pz);
        vx = vx * 0.999f; vy = vy * 0.999f; vz = vz * 0.999f;
    }
    return s + px;
}
