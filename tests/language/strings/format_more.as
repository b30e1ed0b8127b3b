// row: MOD-16
void main() {
  println("[" + formatInt(255, "H0+", 8) + "]");  // expect: [000000FF]
  println("[" + formatInt(255, "X", 6) + formatInt(255, "x") + "]");  // expect: [    FFff]
  println("[" + formatInt(8, "o") + " " + formatInt(5, "b", 8) + "]");  // expect: [10      101]
  println("[" + formatInt(-255, "h") + "]");  // expect: [ffffffffffffff01]
  println("[" + formatInt(255, "l0", 8) + "]");  // expect: [255     ]
  println("[" + formatInt(255, "l+ ", 8) + "]");  // expect: [+255    ]
  println("[" + formatInt(0, "+") + "]");  // expect: [+0]
  println("[" + formatInt(-9223372036854775807 - 1) + "]");  // expect: [-9223372036854775808]
  println("[" + formatUInt(7, "+") + formatUInt(7, " ", 5) + "]");  // expect: [7    7]
  println("[" + formatUInt(uint64(-1), "h", 5) + "]");  // expect: [ffffffffffffffff]
  println("[" + formatFloat(1234567.891) + "]");  // expect: [1234568]
  println("[" + formatFloat(1234567.891, "", 20) + "]");  // expect: [             1234568]
  println("[" + formatFloat(-0.0) + "]");  // expect: [-0]
  println("[" + formatFloat(-1.5, "0", 10, 2) + "]");  // expect: [-000001.50]
  println("[" + formatFloat(2.5, "l+0", 10, 2) + "]");  // expect: [+2.50     ]
  println("[" + formatFloat(2.5, " ", 0, 2) + "]");  // expect: [ 2.50]
  println("[" + formatFloat(2.5, "e") + "]");  // expect: [2e+00]
  println("[" + formatFloat(2.5, "E", 17, 9) + "]");  // expect: [  2.500000000E+00]
  println("[" + formatFloat(0.1, "", 0, 40) + "]");  // expect: [0.1000000000000000055511151231257827021182]
  println("[" + formatFloat(3.5) + formatFloat(2.5) + "]");  // expect: [42]
  println("[" + formatFloat(math::INFINITY, "0", 6) + formatFloat(-math::INFINITY) + "]");  // expect: [   inf-inf]
  println(formatFloat(1e300, "", 0, 1).length());  // expect: 303
  println(formatFloat(5e-324, "", 0, 1080).substr(1070));  // expect: 265625000000
  try { formatInt(1, "", 4000000000); } catch { println("caught: " + getExceptionInfo()); }  // expect: caught: Too large
}
