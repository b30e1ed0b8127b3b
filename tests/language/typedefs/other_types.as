// row: GLB-06
// More than primitives: arrays, handles, classes, dictionaries, earlier typedefs, in namespaces.
typedef array<string> StringArray;
namespace lib { typedef uint16 Id; typedef StringArray Words; class Word { Words parts = {"x"}; } }
typedef dictionary<string, array<int>> Table;
typedef Later@ LaterRef;
typedef lib::Id UserId;
typedef UserId[] Ids;
class Later { UserId id = 65535; lib::Words words; }
typedef Later Record;
StringArray words = {"a", "b"};
int count(const StringArray &in list) { return int(list.length()); }
void main() {
  array<string> plain = words;
  plain.insertLast("c");
  println(count(plain) + count(words));  // expect: 5
  Table table;
  table["x"] = {1, 2, 3};
  println(table["x"].length());  // expect: 3
  Record r;
  LaterRef h = r;
  h.id++;
  println(r.id);  // expect: 0
  h.words.insertLast("w");
  println(r.words[0] + lib::Word().parts[0]);  // expect: wx
  Ids ids = {1, 65535};
  ids[1] += 2;
  println(ids[0] + ids[1]);  // expect: 2
  println(cast<Later>(h) is r);  // expect: true
}
