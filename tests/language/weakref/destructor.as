// row: GLB-11
// A weak reference is null once the destructor begins, also for what the destructor itself asks.
class C {
  string name;
  C(string n) { name = n; }
  ~C() { println("~" + name + " " + (watch.get() is null)); }
}
weakref<C> watch;
C@ kept;
class Phoenix {
  ~Phoenix() { println("burns"); @risen = this; }
}
Phoenix@ risen;
weakref<Phoenix> nest;
void main() {
  {
    C c("local");
    watch = c;
    println(watch.get().name);  // expect: local
  }
  // expect: ~local true
  println(watch.get() is null);  // expect: true
  @watch = C("temporary");  // expect: ~temporary true
  println(watch.get() is null);  // expect: true
  {
    C@ h = C("held");
    @watch = h;
    @kept = watch;
  }
  println(watch.get() is kept);  // expect: true
  @kept = null;  // expect: ~held true
  @risen = Phoenix();
  nest = risen;
  println(nest.get() is risen);  // expect: true
  @risen = null;  // expect: burns
  println(nest.get() is null);  // expect: true
  println(risen is null);  // expect: false
  nest = risen;
  println(nest.get() is risen);  // expect: true
  @risen = null;
  println(nest.get() is null);  // expect: true
}
