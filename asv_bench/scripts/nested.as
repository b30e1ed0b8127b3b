// Deep nesting: blocks in blocks, calls in calls, arrays in arrays, namespaces in namespaces.
namespace world {
    namespace map {
        const int SIZE = 12;

        int tile(int x, int y) {
            return (x * 7 + y * 13 + x * y) % 5;
        }

        namespace path {
            int cost(int kind) {
                switch (kind) {
                case 0: return 1;
                case 1: return 2;
                case 2: return 4;
                }
                return 9;
            }
        }
    }
}

int deepLoops(int n) {
    int hits = 0;
    for (int a = 0; a < n; a++) {
        for (int b = 0; b < n; b++) {
            if (a != b) {
                for (int c = 0; c < n; c++) {
                    if (c != a && c != b) {
                        int d = 0;
                        while (d < n) {
                            if (a + b == c + d) {
                                if (a < b) {
                                    hits++;
                                } else {
                                    hits += 2;
                                }
                            }
                            d++;
                        }
                    }
                }
            }
        }
    }
    return hits;
}

int deepCases(int v) {
    switch (v % 3) {
    case 0:
        switch (v % 5) {
        case 0:
            return 15;
        case 1: {
            int w = v;
            do {
                w -= 3;
                if (w < 10) {
                    break;
                }
            } while (true);
            return w;
        }
        default:
            return 3;
        }
    case 1:
        if (v > 10) {
            if (v > 20) {
                if (v > 30) {
                    return v > 40 ? (v > 50 ? 6 : 5) : 4;
                }
                return 33;
            }
            return 22;
        }
        return 11;
    default:
        break;
    }
    return 2;
}

int twice(int v) { return v * 2; }
int inc(int v) { return v + 1; }
int less(int a, int b) { return a < b ? a : b; }

array<array<int>> grid(int n) {
    array<array<int>> rows;
    for (int y = 0; y < n; y++) {
        array<int> row;
        for (int x = 0; x < n; x++) {
            row.insertLast(world::map::path::cost(world::map::tile(x, y)));
        }
        rows.insertLast(row);
    }
    return rows;
}

int cheapest(array<array<int>> &in g) {
    array<array<int>> best = g;
    int n = int(g.length());
    for (int y = 0; y < n; y++) {
        for (int x = 0; x < n; x++) {
            if (x == 0 && y == 0) {
                continue;
            } else {
                int up = y > 0 ? best[y - 1][x] : 1000000;
                int left = x > 0 ? best[y][x - 1] : 1000000;
                best[y][x] += less(up, left);
            }
        }
    }
    return best[n - 1][n - 1];
}

int fold(int a, int b) {
    return ((((a + (b - 1)) * 2) - ((a - (b + 1)) * 3)) + (((a * b) % 7) + ((a + b) % 5)));
}

void main() {
    int sum = deepLoops(8);
    for (int i = 0; i < 60; i++) {
        sum += deepCases(i);
    }
    sum += twice(inc(twice(inc(less(twice(inc(3)), inc(twice(4)))))));
    sum += cheapest(grid(world::map::SIZE));
    sum += fold(fold(1, 2), fold(3, fold(4, 5)));
    println("checksum " + sum);
}
