// ends: budget
// The host calls back into the instance; the nested call spends the same budget.
void spin() { while (true) {} }
void main() { while (true) { try { reenter("void spin()"); } catch {} } }
