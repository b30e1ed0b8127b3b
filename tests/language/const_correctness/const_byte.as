void main() {
  const string s = "abc";
  s[0] = 65;  // expect error: read-only
}
