// A method of an interface on an object that was converted in the same expression.
interface I { string i(); }
interface J : I { string j(); }
class B : J {
  string i() { return "i"; }
  string j() { return "j"; }
}
B@ make() { return B(); }
void main() {
  B c;
  B@ h = c;
  println(cast<J>(c).j() + cast<J>(h).j() + cast<J>(B()).j() + cast<J>(make()).j());  // expect: jjjj
  println(cast<I>(c).i() + cast<I>(make()).i());  // expect: ii
  B@ none;
  println(cast<J>(none).j());  // expect exception: Null pointer access
}
