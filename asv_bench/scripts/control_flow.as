// Every statement that steers: branches, loops, switch, break and continue.
enum Gait {
    WALK,
    RUN,
    SWIM,
    FLY
}

int branches(int v) {
    if (v < 0) {
        return -1;
    } else if (v == 0) {
        return 0;
    } else if (v < 10) {
        return 1;
    } else if (v < 100) {
        return 2;
    }
    return 3;
}

int loops(int n) {
    int total = 0;
    for (int i = 0; i < n; i++) {
        total += i;
    }
    int left = n;
    while (left > 0) {
        total ^= left;
        left -= 3;
    }
    do {
        total++;
        left++;
    } while (left < 5);
    return total;
}

int skips(int n) {
    int kept = 0;
    for (int i = 0; i < n; i++) {
        if (i % 3 == 0) {
            continue;
        }
        if (i > 40) {
            break;
        }
        kept += i;
    }
    return kept;
}

int cost(Gait g) {
    switch (g) {
    case WALK:
        return 2;
    case RUN:
        return 5;
    case SWIM:
        return 8;
    case FLY:
        return 1;
    }
    return 0;
}

int grade(int score) {
    int result = 0;
    switch (score / 10) {
    case 10:
    case 9:
        result = 1;
        break;
    case 8:
        result = 2;
        break;
    case 7:
    case 6:
        result = 3;
        break;
    default:
        result = 6;
    }
    return result;
}

int search(array<int> &in v, int x) {
    int lo = 0;
    int hi = int(v.length()) - 1;
    while (lo <= hi) {
        int mid = (lo + hi) / 2;
        if (v[mid] == x) {
            return mid;
        }
        if (v[mid] < x) {
            lo = mid + 1;
        } else {
            hi = mid - 1;
        }
    }
    return -1;
}

int collatz(int n) {
    int steps = 0;
    while (true) {
        if (n == 1) {
            break;
        }
        if (n % 2 == 0) {
            n /= 2;
        } else {
            n = 3 * n + 1;
        }
        steps++;
    }
    return steps;
}

int pairs(int n) {
    int found = 0;
    for (int a = 1; a < n; a++) {
        for (int b = a; b < n; b++) {
            if (a * b > n) {
                break;
            }
            if (n % a != 0) {
                continue;
            }
            if (a * b == n) {
                found++;
            }
        }
    }
    return found;
}

bool isPrime(int n) {
    if (n < 2) {
        return false;
    }
    for (int d = 2; d * d <= n; d++) {
        if (n % d == 0) {
            return false;
        }
    }
    return true;
}

string words(int n) {
    string text;
    for (int i = 1, j = n; i < j; i++, j--) {
        bool three = i % 3 == 0;
        bool five = i % 5 == 0;
        if (three && five) text += "FizzBuzz ";
        else if (three) text += "Fizz ";
        else if (five) text += "Buzz ";
        else text += i + " ";
    }
    return text;
}

void main() {
    int sum = 0;
    for (int v = -5; v < 200; v += 41) {
        sum += branches(v);
    }
    sum += loops(30) + skips(60);
    sum += cost(RUN) * 10 + cost(FLY);
    sum += grade(93) + grade(61);
    array<int> sorted;
    for (int i = 0; i < 20; i++) {
        if (isPrime(i)) {
            sorted.insertLast(i);
        }
    }
    sum += search(sorted, 13);
    sum += search(sorted, 14);
    sum += collatz(27) + pairs(36);
    println(words(32));
    println("checksum " + sum);
}
