#include <stdlib.h>
static void sort_part(int *v, int lo, int hi) {
    while (hi - lo > 8) {
        int pivot = v[(lo + hi) / 2], i = lo, j = hi;
        while (i <= j) {
            while (v[i] < pivot) i++;
            while (v[j] > pivot) j--;
            if (i <= j) {
                int keep = v[i];
                v[i] = v[j];
                v[j] = keep;
                i++;
                j--;
            }
        }
        sort_part(v, lo, j);
        lo = i;
    }
    for (int k = lo + 1; k <= hi; k++) {
        int key = v[k], m = k - 1;
        while (m >= lo && v[m] > key) {
            v[m + 1] = v[m];
            m--;
        }
        v[m + 1] = key;
    }
}
double bench(int n) {
    int *v = malloc(n * sizeof *v);
    int x = 42;
    for (int i = 0; i < n; i++) {
        x = (x * 171 + 7) % 30269;
        v[i] = x;
    }
    sort_part(v, 0, n - 1);
    double sum = 0;
    for (int i = 0; i < n; i++) sum += (double)v[i] * (i % 7);
    free(v);
    return sum;
}
