// ends: budget
// An expression with nested repetitions on a text that almost matches.
void main() { string a = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"; while (true) a.regexFind("(a+)+c"); }
