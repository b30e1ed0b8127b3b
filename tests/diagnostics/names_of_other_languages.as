enum E { P, Q }
class A { int n; int get_x() { return 1; } int value() { return 1; } int value(int n) { return n; } }
class B : A { int valeu() override { return 1; } int value(float n) override { return 1; } }
//! 19-24 E0309 'int B::valeu()' overrides nothing
//! hint: did you mean 'value'?
//! 54-59 E0309 'int B::value(float)' overrides nothing
//! hint: there are int A::value() and int A::value(int)
interface I { void run(int n); }
class C : I { void run(int n) {} void run(string n) override {} void rnu(int n) override {} }
//! 39-42 E0309 'void C::run(string)' overrides nothing
//! hint: it is declared as void I::run(int)
//! 70-73 E0309 'void C::rnu(int)' overrides nothing
//! hint: did you mean 'run'?
class D { void alone() override {} }
//! 16-21 E0309 'void D::alone()' overrides nothing
//! hint: the class has no base class and no interface
void types() { long a; boolean b; char c; var d = 1; let e = 2; str f; size_t g; unsigned h; def i; List j; }
//! 16-20 E0402 unknown type 'long'
//! hint: integers are int8, int16, int and int64, or uint8, uint16, uint and uint64
//! 24-31 E0402 unknown type 'boolean'
//! hint: did you mean 'bool'?
//! 35-39 E0402 unknown type 'char'
//! hint: there are no characters: a byte is uint8, a text is string
//! 43-46 E0402 unknown type 'var'
//! hint: write auto
//! 54-57 E0402 unknown type 'let'
//! hint: write auto
//! 65-68 E0402 unknown type 'str'
//! hint: did you mean 'string'?
//! 72-78 E0402 unknown type 'size_t'
//! hint: integers are int8, int16, int and int64, or uint8, uint16, uint and uint64
//! 82-90 E0402 unknown type 'unsigned'
//! hint: integers are int8, int16, int and int64, or uint8, uint16, uint and uint64
//! 94-97 E0402 unknown type 'def'
//! hint: did you mean 'ref'?
//! 101-105 E0402 unknown type 'List'
//! hint: a list is an array: array<int>
void values(A@ a) {
  if (a is NULL) a.n = 1;
//! 12-16 E0401 unknown name 'NULL'
//! hint: the handle to no object is 'null'
  if (a is nullptr) a.n = 1;
//! 12-19 E0401 unknown name 'nullptr'
//! hint: the handle to no object is 'null'
  if (a is None) a.n = 1;
//! 12-16 E0401 unknown name 'None'
//! hint: the handle to no object is 'null'
  E e = E.P;
//! 9-10 E0505 expected a value, 'E' is a type
//! hint: write E::P
  int x = a.x;
//! 13-14 E0508 'A' has no member 'x'
//! hint: 'get_x' is a method: with 'property' behind its parameters it is read as 'x'
  int length = len("text");
//! 16-19 E0401 unknown function 'len'
//! hint: write x.length()
  string text = str(5);
//! 17-20 E0401 unknown function 'str'
//! hint: write "" + x to make a string of it
  console.log(text);
//! 3-10 E0401 unknown name 'console'
//! hint: to print a line, write println(...)
  self.n = 3;
//! 3-7 E0401 unknown name 'self'
//! hint: the object of a method is 'this'
}
void strings(string s) {
  uint n = s.size() + s.Count();
//! 14-18 E0508 'string' has no method 'size'
//! hint: did you mean 'length'?
//! 25-30 E0508 'string' has no method 'Count'
//! hint: did you mean 'length'?
  int at = s.find("x") + s.indexOf("x");
//! 14-18 E0508 'string' has no method 'find'
//! hint: did you mean 'findFirst'?
//! 28-35 E0508 'string' has no method 'indexOf'
//! hint: did you mean 'findFirst'?
  s = s.replace("a", "b") + s.toUpper() + s.lower() + s.substring(1) + s.strip() + s.charAt(0);
//! 9-16 E0508 'string' has no method 'replace'
//! hint: did you mean 'replaceAll'?
//! 31-38 E0508 'string' has no method 'toUpper'
//! hint: did you mean 'toUppercase'?
//! 45-50 E0508 'string' has no method 'lower'
//! hint: did you mean 'toLowercase'?
//! 57-66 E0508 'string' has no method 'substring'
//! hint: did you mean 'substr'?
//! 74-79 E0508 'string' has no method 'strip'
//! hint: did you mean 'trim'?
//! 86-92 E0508 'string' has no method 'charAt'
//! hint: s[i] is a byte, s.substr(i, 1) a string
  s.append("x");
//! 5-11 E0508 'string' has no method 'append'
//! hint: write a += b
}
void arrays(int[] a) {
  int n = a.pop();
//! 13-16 E0508 'array<int>' has no method 'pop'
//! hint: removeLast() takes the last element away; read it before that
  n = a.count();
//! 9-14 E0508 'array<int>' has no method 'count'
//! hint: did you mean 'length'?
  a.erase(1);
//! 5-10 E0508 'array<int>' has no method 'erase'
//! hint: did you mean 'removeAt'?
  a.Add(1);
//! 5-8 E0508 'array<int>' has no method 'Add'
//! hint: did you mean 'insertLast'?
  n = a.indexOf(1);
//! 9-16 E0508 'array<int>' has no method 'indexOf'
//! hint: did you mean 'find'?
  a.begin();
//! 5-10 E0508 'array<int>' has no method 'begin'
//! hint: to go through the elements, write foreach (auto x : container)
}
void dictionaries(dictionary d) {
  int n = d["a"];
//! 11-17 E0501 no conversion from 'dictionaryValue' to 'int'
//! hint: write int(x)
  string s = d["a"];
//! 14-20 E0501 no conversion from 'dictionaryValue' to 'string'
//! hint: write string(x)
  A@ a = d["a"];
//! 10-16 E0501 no conversion from 'dictionaryValue' to 'A@'
//! hint: write cast<A>(x)
  A b = d["a"];
//! 9-15 E0501 no conversion from 'dictionaryValue' to 'A'
//! hint: get(key, variable) of a dictionary, or retrieve(variable) of an any, copies it into a variable
  n = d.length;
//! 9-15 E0508 'dictionary' has no member 'length'
//! hint: did you mean 'getSize'?
  bool has = d.contains("a");
//! 16-24 E0508 'dictionary' has no method 'contains'
//! hint: did you mean 'exists'?
  d.erase("a");
//! 5-10 E0508 'dictionary' has no method 'erase'
//! hint: did you mean 'delete'?
  auto k = d.keys();
//! 14-18 E0508 'dictionary' has no method 'keys'
//! hint: did you mean 'getKeys'?
}
