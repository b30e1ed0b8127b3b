def bench(n):
    inside = 0
    for row in range(n):
        ci = 2.0 * row / n - 1.0
        for col in range(n):
            cr = 2.0 * col / n - 1.5
            zr = zi = 0.0
            step = 0
            while step < 50:
                zr2 = zr * zr
                zi2 = zi * zi
                if zr2 + zi2 > 4.0: break
                zi = 2.0 * zr * zi + ci
                zr = zr2 - zi2 + cr
                step += 1
            if step == 50: inside += 1
    return inside
