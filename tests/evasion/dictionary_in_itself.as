// ends: budget
void main() { while (true) { dictionary@ d = dictionary(); @d["me"] = d; d["list"] = d.getKeys(); d.deleteAll(); @d["me"] = d; } }
