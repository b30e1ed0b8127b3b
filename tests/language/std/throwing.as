// row: MOD-03
void main() {
  println("[" + getExceptionInfo() + "]");  // expect: []
  try { throw("first"); } catch { println(getExceptionInfo()); }  // expect: first
  try { throw(""); } catch { println("[" + getExceptionInfo() + "]"); }  // expect: []
  string made = "se";
  try { throw(made + "cond"); } catch { println(getExceptionInfo()); }  // expect: second
  try { int zero = 0; println(1 / zero); } catch { println(getExceptionInfo()); }  // expect: Divide by zero
  try { assert(1 == 1); assert(2 < 1); } catch { println(getExceptionInfo()); }  // expect: assert failed
  try { assert(false, "a reason"); } catch { println(getExceptionInfo()); }  // expect: a reason
  try {
    try { throw("inner"); } catch { throw("outer of " + getExceptionInfo()); }
  } catch { println(getExceptionInfo()); }  // expect: outer of inner
  throw("last");  // expect exception: last
}
