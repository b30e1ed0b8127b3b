// ends: depth
class C { int other { get { return other2; } } int other2 { get { return other; } } }
void main() { C c; try { c.other; } catch { int x = c.other2; } }
