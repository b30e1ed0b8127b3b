// row: STM-09
class C { int v; void m() {} }
class D { string n; D(string s) { n = s; } ~D() { println("~" + n); } }
string what(int k) {
  try {
    D local("local" + k);
    C@ n;
    int zero = 0;
    int[] a;
    string s = "x";
    dictionary d;
    switch (k) {
      case 0: n.v = 1; break;
      case 1: k /= zero; break;
      case 2: a[3] = 1; break;
      case 3: throw("mine"); break;
      case 4: s[9] = 1; break;
      case 5: n.m(); break;
      case 6: a.removeLast(); break;
      case 7: assert(false); break;
    }
    return "nothing";
  } catch {
    return getExceptionInfo();
  }
}
void main() {
  println(what(0));
  // expect: ~local0
  // expect: Null pointer access
  println(what(1));
  // expect: ~local1
  // expect: Divide by zero
  println(what(2));
  // expect: ~local2
  // expect: Index out of bounds
  println(what(3));
  // expect: ~local3
  // expect: mine
  try {
    try {
      throw("inner");
    } catch {
      println("caught " + getExceptionInfo());  // expect: caught inner
      throw("again " + getExceptionInfo());
    }
    println("not reached");
  } catch {
    println("outer " + getExceptionInfo());  // expect: outer again inner
  }
  println(what(4) != "nothing");
  // expect: ~local4
  // expect: true
  println(what(5));
  // expect: ~local5
  // expect: Null pointer access
  println(what(6) != "nothing");
  // expect: ~local6
  // expect: true
  println(what(7) != "nothing");
  // expect: ~local7
  // expect: true
  println(what(8));
  // expect: ~local8
  // expect: nothing
}
