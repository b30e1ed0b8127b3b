// Methods of array<E> that take functions, for elements E of any type, handles included. The compiler puts the array in
// front of the arguments. Only functions that a unit calls are compiled into it.

funcdef bool less(const E &in a, const E &in b);

// A merge sort of the positions, bottom-up, so elements that are equal keep their order. The elements move at the end: the
// array stays as it is when the function raises, and an array that the function shortens is found out.
void sort(array<E>@ a, less@ isLess, uint startAt = 0, uint count = uint(-1)) {
    if (startAt >= a.length()) return;
    if (count > a.length() - startAt) count = a.length() - startAt;
    if (count < 2) return;
    array<uint> first(count), second(count);
    array<uint>@ given = first;
    array<uint>@ to = second;
    for (uint i = 0; i < count; i++) given[i] = startAt + i;
    for (uint width = 1; width < count; width *= 2) {
        uint k = 0;
        for (uint low = 0; low < count; low += 2 * width) {
            uint i = low, middle = low + width < count ? low + width : count;
            uint j = middle, high = low + 2 * width < count ? low + 2 * width : count;
            while (k < high) {
                bool take = i == middle;
                if (!take && j < high) take = isLess(a[given[j]], a[given[i]]);
                if (take) to[k++] = given[j++];
                else to[k++] = given[i++];
            }
        }
        array<uint>@ swap = given;
        @given = to;
        @to = swap;
    }
    a.permute(startAt, given);
}
