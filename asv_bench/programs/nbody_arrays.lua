local sqrt = math.sqrt
local function advance(x, y, z, vx, vy, vz, mass, dt)
    local n = #mass
    for i = 1, n do
        for j = i + 1, n do
            local dx, dy, dz = x[i] - x[j], y[i] - y[j], z[i] - z[j]
            local d2 = dx * dx + dy * dy + dz * dz
            local mag = dt / (d2 * sqrt(d2))
            local mj, mi = mass[j] * mag, mass[i] * mag
            vx[i] = vx[i] - dx * mj
            vy[i] = vy[i] - dy * mj
            vz[i] = vz[i] - dz * mj
            vx[j] = vx[j] + dx * mi
            vy[j] = vy[j] + dy * mi
            vz[j] = vz[j] + dz * mi
        end
    end
    for i = 1, n do
        x[i] = x[i] + dt * vx[i]
        y[i] = y[i] + dt * vy[i]
        z[i] = z[i] + dt * vz[i]
    end
end
function bench(n)
    local x = {0.0, 4.75, 8.25, 12.875, 15.375}
    local y = {0.0, -1.125, 4.125, -15.125, -25.875}
    local z = {0.0, -0.125, -0.375, -0.25, 0.1875}
    local vx = {0.0, 0.625, -1.0, 1.0625, 0.9375}
    local vy = {0.0, 2.75, 1.75, 0.875, 0.5625}
    local vz = {0.0, -0.03125, 0.0078125, -0.015625, -0.03125}
    local mass = {39.5, 0.0390625, 0.01171875, 0.001953125, 0.00146484375}
    for i = 1, n do advance(x, y, z, vx, vy, vz, mass, 0.0078125) end
    local e = 0.0
    for i = 1, 5 do e = e + (mass[i] * (vx[i] * vx[i] + vy[i] * vy[i] + vz[i] * vz[i]) + x[i]) end
    return e
end
