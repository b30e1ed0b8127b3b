void main() {
  dictionary d;
  any a;
  d.get("f", missing);  // expect error: missing
  a.retrieve(other);  // expect error: other
}
