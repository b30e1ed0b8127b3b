void main() {
  int x = 3;
  switch (x) { default: println("default"); }  // expect: default
  switch (x) { case 3: println("three"); }  // expect: three
}
