// ends: budget
C@ saved;
class C { ~C() { @saved = this; } }
void main() { while (true) { @saved = C(); @saved = null; if (saved !is null) @saved = null; } }
