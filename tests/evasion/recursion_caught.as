// ends: depth
// The depth limit cannot be caught either, so the catch cannot start over.
void f() { try { f(); } catch { f(); } }
void main() { f(); }
