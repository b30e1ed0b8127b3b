def inc(a): return a + 1
def add(a, b): return a + b
def pick(a, b, c): return c if a < b else a
def bench(n):
    v = 0
    for i in range(n):
        v = inc(v)
        v = add(v, i & 3)
        v = pick(v, i, v & 4095)
    return v
