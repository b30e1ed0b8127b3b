funcdef void F(int);
void g(int x) { println("g" + x); }
F@ glob;
class H {
  F@ field;
  private F@ kept;
  F@ both { get { return kept; } set { @kept = value; } }
  F@ only { set { @kept = value; } }
  H() {
    field = g;  // expect error: a function has no content to assign to
  }
}
funcdef F@ Maker();
F@& place(H@ h) { return h.field; }
void main() {
  F@ f = g;
  F@ k = f;
  f = function(x) { println(x); };  // expect error: a function has no content to assign to
  f = k;  // expect error: a function has no content to assign to
  f = F(g);  // expect error: a function has no content to assign to
  f = @k;  // expect error: a function has no content to assign to
  glob = g;  // expect error: a function has no content to assign to
  array<F@> l(2);
  l[0] = g;  // expect error: a function has no content to assign to
  dictionary<string, F@> t;
  t["x"] = g;  // expect error: a function has no content to assign to
  H h;
  h.field = g;  // expect error: a function has no content to assign to
  h.both = g;  // expect error: a function has no content to assign to
  h.only = g;  // expect error: the setter of property 'only' takes a handle
  place(h) = g;  // expect error: a function has no content to assign to
  (f is null ? f : k) = g;  // expect error: a function has no content to assign to
}
