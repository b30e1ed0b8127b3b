// ends: budget
C@ kept;
weakref<C> weak;
class C { ~C() { @kept = weak.get(); if (kept is null) @kept = this; @weak = this; } }
void main() { while (true) { @kept = C(); @weak = kept; @kept = null; C@ again = weak.get(); @kept = null; } }
