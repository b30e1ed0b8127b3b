// row: LEX-03
string show(const string &in s) { return "[" + join(s.split("\n"), "|") + "]"; }
void main() {
  println(show("""plain \n "quoted" """));  // expect: [plain \n "quoted" ]
  println(show("""
    first
      second
    """));  // expect: [    first|      second|]
  println(show("""

 a

"""));  // expect: [| a||]
  println(show("""x""" "y" 'z'));  // expect: [xyz]
  println("""""" == "");  // expect: true
  println(show('single "double" \''));  // expect: [single "double" ']
}
