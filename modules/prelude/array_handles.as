// Methods of array<T@> that call script code, for handles to objects of a class T; null equals null and comes first.
// The compiler puts the array in front of the arguments. Only functions that a unit calls are compiled into it.

// A comparison of two elements of which one may be null.
bool same(T@ a, T@ b) {
    return a is b || (a !is null && b !is null && a == b);
}

bool before(T@ a, T@ b) {
    if (a is null || b is null) return a is null && b !is null;
    return a < b;
}

int find(array<T@>@ a, T@ value) {
    return find(a, 0, value);
}

int find(array<T@>@ a, uint start, T@ value) {
    for (uint i = start; i < a.length(); i++) {
        if (same(a[i], value)) return int(i);
    }
    return -1;
}

bool contains(array<T@>@ a, T@ value) {
    return find(a, 0, value) >= 0;
}

bool opEquals(array<T@>@ a, array<T@>@ other) {
    if (a.length() != other.length()) return false;
    for (uint i = 0; i < a.length() && i < other.length(); i++) {
        if (!same(a[i], other[i])) return false;
    }
    return true;
}

void sortAsc(array<T@>@ a) {
    sort(a, 0, a.length(), false);
}

void sortAsc(array<T@>@ a, uint start, uint count) {
    sort(a, start, count, false);
}

void sortDesc(array<T@>@ a) {
    sort(a, 0, a.length(), true);
}

void sortDesc(array<T@>@ a, uint start, uint count) {
    sort(a, start, count, true);
}

// A merge sort of the positions, bottom-up; the elements move at the end, so that the array stays as it is when a
// comparison raises, and a comparison that changes the array is found out.
void sort(array<T@>@ a, uint start, uint count, bool descending) {
    if (count < 2) return;
    array<uint> first(count), second(count);
    array<uint>@ given = first;
    array<uint>@ to = second;
    for (uint i = 0; i < count; i++) given[i] = start + i;
    for (uint width = 1; width < count; width *= 2) {
        uint k = 0;
        for (uint low = 0; low < count; low += 2 * width) {
            uint i = low, middle = low + width < count ? low + width : count;
            uint j = middle, high = low + 2 * width < count ? low + 2 * width : count;
            while (k < high) {
                bool take = i == middle;
                if (!take && j < high) take = descending ? before(a[given[i]], a[given[j]]) : before(a[given[j]], a[given[i]]);
                if (take) to[k++] = given[j++];
                else to[k++] = given[i++];
            }
        }
        array<uint>@ swap = given;
        @given = to;
        @to = swap;
    }
    a.permute(start, given);
}
