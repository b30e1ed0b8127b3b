// row: LEX-04
void main() {
  string a = "\q";  // expect error
  string b = "\uD800";  // expect error
  string c = "\U00110000";  // expect error
  string d = "\x";  // expect error
  string e = "\u12";  // expect error
}
