// A funcdef that stands nowhere but in a field.
funcdef void Callback(const string &in);
class Button { Callback@ onClick; array<Callback@> more; dictionary<string, Callback@> named; }
void main() { println("built"); }  // expect: built
