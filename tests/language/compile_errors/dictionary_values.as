void main() {
  dictionary d = {{"a", 1}};
  dictionary<string, int> typed;
  typed.set("a", 1);
  int n = typed.getValues().length() + d.getKeys().length();
  d.getValues();  // expect error
}
