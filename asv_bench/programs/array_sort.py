def sort_part(v, lo, hi):
    while hi - lo > 8:
        pivot = v[(lo + hi) // 2]
        i = lo
        j = hi
        while i <= j:
            while v[i] < pivot: i += 1
            while v[j] > pivot: j -= 1
            if i <= j:
                v[i], v[j] = v[j], v[i]
                i += 1
                j -= 1
        sort_part(v, lo, j)
        lo = i
    for k in range(lo + 1, hi + 1):
        key = v[k]
        m = k - 1
        while m >= lo and v[m] > key:
            v[m + 1] = v[m]
            m -= 1
        v[m + 1] = key
def bench(n):
    v = [0] * n
    x = 42
    for i in range(n):
        x = (x * 171 + 7) % 30269
        v[i] = x
    sort_part(v, 0, n - 1)
    total = 0.0
    for i in range(n): total += v[i] * (i % 7)
    return total
