// A structure nested 100,000 deep is built, copied, compared and dropped.
void main() {
  dictionary root; dictionary@ cur = root;
  for (int i = 0; i < 100000; i++) { cur["in"] = dictionary(); @cur = cast<dictionary>(cur["in"]); }
  cur["end"] = 1;
  dictionary copy = root; println(copy == root);   // expect: true
  @cur = copy;
  int n = 0;
  while (cur.exists("in")) { @cur = cast<dictionary>(cur["in"]);
  n++;
  } println(n);  // expect: 100000
  cur["end"] = 2;
  println(copy == root);  // expect: false
  root.deleteAll(); copy.deleteAll(); println("done");  // expect: done
}
