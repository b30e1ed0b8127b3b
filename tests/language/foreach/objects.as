class Box { int v; Box(int x) { v = x; } }
class Bag {
  Box@[] boxes;
  int opForBegin() const { return 0; }
  bool opForEnd(int i) const { return i >= int(boxes.length()); }
  int opForNext(int i) const { return i + 1; }
  Box@ opForValue0(int i) const { return boxes[i]; }
  string opForValue1(int i) const { return "#" + i; }
}
Bag@ make() { Bag b; for (int i = 0; i < 4; i++) b.boxes.insertLast(Box(i * i)); return b; }
void main() {
  foreach (auto box, auto name : make()) {
    if (box.v == 1) continue;
    if (box.v == 9) break;
    println(name + "=" + box.v);
    // expect: #0=0
    // expect: #2=4
  }
  int sum = 0;
  foreach (Box@ box : make()) sum += box.v;
  println(sum);  // expect: 14
}
