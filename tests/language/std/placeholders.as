// row: MOD-03
void main() {
  println("{} and {}", 1, "two");  // expect: 1 and two
  println("{}{}{}", true, 2.5, -7);  // expect: true2.5-7
  println("{} {} {}", 1);  // expect: 1 {} {}
  println("{}", 1, 2, 3);  // expect: 123
  println("none", 4, false);  // expect: none4false
  println("{{}} {}", "x");  // expect: {} x
  println("{{{}}}", 5);  // expect: {5}
  println("{ } {x} {}", 6);  // expect: { } {x} 6
  println("{} {}", "{}", "a");  // expect: {} a
  println("{}");  // expect: {}
  println("{{ alone }}");  // expect: {{ alone }}
  print("a", 1);
  print("-{}-", 0.5f);
  println("");  // expect: a1-0.5-
}
