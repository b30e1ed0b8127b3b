class Part { string n; Part(string s) { n = s; } ~Part() { println("~" + n); } }
class Whole {
  Part a = Part("a");
  Whole(bool fail) { if (fail) throw("no"); println("made"); }
  ~Whole() { println("~Whole"); }
}
void main() {
  try { Whole w(true); }
  catch { println("caught"); }
  // expect: ~a
  // expect: caught
  Whole w(false);  // expect: made
}
// expect: ~Whole
// expect: ~a
