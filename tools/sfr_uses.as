// What fuzz_sfr.py builds against the registry "rich" besides what sfr_corpus.py generates. Lines with a function stand
// alone: one that no longer compiles is left out. All other lines are declarations that these use.
interface Named { string name() const; }
class Item : Named { game::shapes::Shape@ shape; Vec@ at; string name() const { return shape is null ? "" : shape.name; } }
class Child : Item { array<game::shapes::Circle@> list; dictionary<string, game::shapes::Shape@> byName; Child@ next; }
funcdef int Op(int);
funcdef game::shapes::Shape@ Maker(const string &in, int64);
class Box : Item, game::shapes::Drawable { string draw(int n) { return "" + n; } void resize(float by) const { } int sum(int a, int b) { return a + b; } }
int add(int a, int b) { return a + b; }
void hand16() { game::shapes::Drawable@ d = Box(); d.resize(2); println(d.draw(3)); auto e = game::shapes::last(d); Box@ b = cast<Box>(e); }
void hand17() { game::shapes::Op@ op = add; op(1, 2); game::shapes::apply(op, 1, 2); Box b; @op = game::shapes::Op(b.sum); op(3, 4); }
void hand18() { game::shapes::Op@ op = game::shapes::adder(); game::shapes::Op@ other = function(a, b) { return a * b; }; op(1, 2); other(2, 3); }
void hand0() { game::shapes::Shape@ s = game::shapes::Circle(2); auto c = cast<game::shapes::Circle>(s); s.grow(); }
void hand1() { Child c; Item@ i = c; @i.shape = game::shapes::make("a", 3); println(i.name()); @c.next = c; }
void hand2() { Vec@ v = Vec(1, 2); for (int k = 0; k < 3; k++) { @v = v + v * 2.0; } println("" + double(v)); }
void hand3() { Vec@ v = Vec(1, 2); foreach (double x : v) { println("{}", x); } string s = v; v += v; }
void hand4() { array<game::shapes::Color> a = {game::shapes::Color::Red}; switch (a[0]) { case game::shapes::Color::Red: break; default: break; } }
void hand5() { game::shapes::level += 2; game::shapes::speed = game::shapes::speed * 2; println(game::shapes::title); }
void hand6() { int n; string s; game::shapes::split("a b", n, s); println(s + n); }
void hand7() { game::shapes::take(1); game::shapes::take("x"); game::shapes::take(Vec(1, 2)); game::shapes::take(array<int>()); }
void hand8() { game::shapes::sum(); game::shapes::sum(1, 2, 3); game::shapes::all("a", 1, "b", 2.0, Vec(0, 0)); }
void hand9() { Maker@ m = game::shapes::make; auto s = m("a", 1); s.sides = 3; s.color = game::shapes::Color::Green; }
void hand10() { dictionary d = {{"a", 1}, {"b", Vec(1, 2)}}; Vec@ v; d.get("b", @v); any x; x.store(@v); x.retrieve(@v); }
void hand11() { array<game::shapes::Shape@> a; a.insertLast(game::shapes::Circle()); weakref<game::shapes::Shape> w(a[0]); a.resize(0); auto g = w.get(); }
void hand12() { ref@ r = Vec(1, 2); auto v = cast<Vec>(r); auto s = cast<game::shapes::Shape>(r); println(v is null ? "" : "v"); }
void hand13() { try { game::shapes::Shape@ s; s.grow(); } catch { println(getExceptionInfo()); } }
void hand14() { auto t = game::shapes::table(game::shapes::Table()); if (t !is null) t["a"] = 3; auto g = game::shapes::grid(2, 3); }
void hand15() { auto f = function(int x) { return x + game::shapes::LIMIT; }; Op@ op = f; op(2); Op@ other = game::shapes::sum; }
void hand16() { kinds::Standard@ s = kinds::Standard("a"); weakref<kinds::Standard> w(s); @s = null; kinds::Managed m("b"); ref@ r = m; }
void hand17() { kinds::Scoped a("a"); kinds::Scoped b = kinds::lock(); a.tell(); b.tell(); println(kinds::lock().name); }
void hand18() { kinds::Nocount@ n = kinds::Nocount("n"); println(n.name); }
void hand19() { kinds::game.tell(); kinds::only().name = "x"; kinds::Anything t = kinds::Managed("c"); auto m = cast<kinds::Managed>(t); }
