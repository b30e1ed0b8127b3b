void main() {
  throw "a";
//! 9-12 E0201 expected ';' but found '"a"'
//! hint: throw is a function: throw(text)
}
