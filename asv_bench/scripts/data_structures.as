// Data structures on arrays: stack, ring, heap, list, tree, sets, hash table, grid.
const int NONE = -1;
const int TABLE = 61;

// stack: calculator in reverse Polish notation
namespace stack {
    array<int> items;

    void push(int v) {
        items.insertLast(v);
    }

    int pop() {
        if (items.isEmpty()) {
            return 0;
        }
        int v = items[items.length() - 1];
        items.removeLast();
        return v;
    }

    int evaluate(string text) {
        for (uint i = 0; i < text.length(); i++) {
            uint8 c = text[i];
            if (c >= 48 && c <= 57) {
                push(c - 48);
                continue;
            }
            int b = pop();
            int a = pop();
            if (c == 43) push(a + b);
            else if (c == 45) push(a - b);
            else if (c == 42) push(a * b);
        }
        return pop();
    }
}

// ring buffer: the last samples of a sensor
namespace ring {
    array<float> slots(8);
    int head = 0;
    int used = 0;

    void put(float v) {
        slots[head] = v;
        head = (head + 1) % 8;
        if (used < 8) used++;
    }

    float average() {
        float sum = 0;
        for (int i = 0; i < used; i++) {
            sum += slots[i];
        }
        return used == 0 ? 0.0f : sum / used;
    }
}

// binary heap: the next event first
namespace heap {
    array<int> keys;

    void swap(int a, int b) {
        int k = keys[a];
        keys[a] = keys[b];
        keys[b] = k;
    }

    void push(int key) {
        keys.insertLast(key);
        int i = int(keys.length()) - 1;
        while (i > 0) {
            int up = (i - 1) / 2;
            if (keys[up] <= keys[i]) break;
            swap(up, i);
            i = up;
        }
    }

    int pop() {
        int top = keys[0];
        int last = int(keys.length()) - 1;
        swap(0, last);
        keys.removeLast();
        int i = 0;
        while (true) {
            int least = i;
            for (int k = 1; k <= 2; k++) {
                int c = 2 * i + k;
                if (c < last && keys[c] < keys[least]) {
                    least = c;
                }
            }
            if (least == i) break;
            swap(i, least);
            i = least;
        }
        return top;
    }
}

// linked list: links are indices
namespace list {
    array<int> value, link;
    int first = NONE;

    void insert(int v) {
        int at = first;
        int before = NONE;
        while (at != NONE && value[at] < v) {
            before = at;
            at = link[at];
        }
        value.insertLast(v);
        link.insertLast(at);
        int fresh = int(value.length()) - 1;
        if (before == NONE) first = fresh;
        else link[before] = fresh;
    }

    void reverse() {
        int at = first;
        int done = NONE;
        while (at != NONE) {
            int rest = link[at];
            link[at] = done;
            done = at;
            at = rest;
        }
        first = done;
    }

    string show() {
        string text;
        for (int at = first; at != NONE; at = link[at]) {
            text += value[at] + " ";
        }
        return text;
    }
}

// search tree: nodes in three columns
namespace tree {
    array<int> key, left, right;

    int node(int k) {
        key.insertLast(k);
        left.insertLast(NONE);
        right.insertLast(NONE);
        return int(key.length()) - 1;
    }

    bool insert(int k) {
        if (key.isEmpty()) {
            node(k);
            return true;
        }
        int at = 0;
        while (key[at] != k) {
            bool less = k < key[at];
            int down = less ? left[at] : right[at];
            if (down != NONE) {
                at = down;
                continue;
            }
            int fresh = node(k);
            if (less) left[at] = fresh;
            else right[at] = fresh;
            return true;
        }
        return false;
    }

    int depth(int at) {
        if (at == NONE) {
            return 0;
        }
        int l = depth(left[at]);
        int r = depth(right[at]);
        return 1 + (l > r ? l : r);
    }
}

// disjoint sets: which rooms are connected
namespace sets {
    array<int> parent;

    int find(int v) {
        while (parent[v] != v) {
            parent[v] = parent[parent[v]];
            v = parent[v];
        }
        return v;
    }

    int connect(int n) {
        parent.resize(n);
        for (int i = 0; i < n; i++) {
            parent[i] = i;
        }
        for (int i = 0; i + 7 < n; i += 3) {
            parent[find(i)] = find(i + 7);
        }
        int groups = 0;
        for (int i = 0; i < n; i++) {
            if (find(i) == i) groups++;
        }
        return groups;
    }
}

// hash table: open addressing
namespace table {
    array<string> names(TABLE);
    array<int> counts(TABLE);

    uint hash(string s) {
        uint h = 2166136261;
        for (uint i = 0; i < s.length(); i++) {
            h = (h ^ s[i]) * 16777619;
        }
        return h;
    }

    int slot(string s) {
        uint at = hash(s) % TABLE;
        while (names[at] != "" && names[at] != s) {
            at = (at + 1) % TABLE;
        }
        return int(at);
    }

    int count(string s) {
        int at = slot(s);
        names[at] = s;
        return ++counts[at];
    }
}

// grid: flood fill
int flood(array<array<int>> &inout g, int x, int y) {
    if (y < 0 || y >= int(g.length())) return 0;
    if (x < 0 || x >= int(g[y].length())) return 0;
    if (g[y][x] != 0) return 0;
    g[y][x] = 2;
    return 1 + flood(g, x - 1, y) + flood(g, x + 1, y)
        + flood(g, x, y - 1) + flood(g, x, y + 1);
}

void main() {
    println(stack::evaluate("34+5*72-*"));
    array<array<int>> g;
    for (int y = 0; y < 6; y++) {
        g.insertLast(array<int>(9));
        g[y][(y * 4) % 9] = 1;
    }
    int seed = 17;
    for (int i = 0; i < 24; i++) {
        seed = (seed * 171 + 7) % 30269;
        heap::push(seed % 500);
        list::insert(seed % 90);
        tree::insert(seed % 300);
        ring::put(seed % 64);
        table::count("key" + seed % 9);
    }
    list::reverse();
    println(list::show());
    println(heap::pop() + " " + heap::pop() + " " + ring::average());
    println(tree::depth(0) + " " + sets::connect(40) + " " + flood(g, 1, 0));
    println(table::count("key4"));
}
