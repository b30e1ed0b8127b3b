// ends: depth
// The limit is reached in a destructor that runs within a handler: the exception that this one has caught does not replace it.
int deep(int n) { return deep(n + 1) + 1; }
class Bad { ~Bad() { deep(0); } }
void main() {
    while (true) {
        try { try { throw("x"); } catch { Bad bad; } } catch { }
    }
}
